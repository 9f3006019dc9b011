package io.vivace.doctor;

/**
 * One thing that was looked at.
 *
 * @param name what
 * @param value what it is
 * @param advice what to do about it; empty if all is well
 */
public record Finding(String name, String value, String advice) {
    /**
     * {@return a finding with which all is well}
     *
     * @param name what
     * @param value what it is
     */
    static Finding fine(String name, String value) {
        return new Finding(name, value, "");
    }

    /** {@return whether something should be done} */
    public boolean isProblem() {
        return !advice.isEmpty();
    }
}
