package io.vivace.doctor;

import io.vivace.backend.NativePart;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A library that can be tried out. Modules above core hand the doctor one for each of theirs.
 *
 * @param title what it is for
 * @param parts the native libraries it takes
 * @param facts loads and uses it, and tells what is worth knowing; throws if it cannot
 */
public record Probe(String title, List<NativePart> parts, Supplier<Map<String, String>> facts) {}
