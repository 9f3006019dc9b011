package io.vivace.data;

/**
 * Something wrong with a data set.
 *
 * @param where the file, or the table and its row, or the stage
 * @param what what is wrong there and what would be right
 */
public record Problem(String where, String what) {
    @Override
    public String toString() {
        return where + ": " + what;
    }
}
