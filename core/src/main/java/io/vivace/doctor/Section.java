package io.vivace.doctor;

import java.util.List;

/**
 * What was found about one subject.
 *
 * @param title the subject
 * @param findings in the order to show them
 */
public record Section(String title, List<Finding> findings) {}
