package io.vivace.io;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The header of an .npy file: a Python dictionary with three fixed keys. It is read by this small grammar and nothing
 * else; NumPy evaluates it.
 *
 * @param type NumPy's word for the element type, such as {@code <f4}
 * @param fortranOrder whether the first axis is innermost in the file
 * @param dims sizes
 */
record NpyHeader(String type, boolean fortranOrder, List<Long> dims) {
    /** More digits than any size that fits into a file. */
    private static final int MOST_DIGITS = 18;

    /** {@return the text that NumPy writes for these} */
    String text() {
        var shape = new StringBuilder("(");
        for (int i = 0; i < dims.size(); i++) {
            shape.append(i == 0 ? "" : " ").append(dims.get(i)).append(i + 1 < dims.size() || i == 0 ? "," : "");
        }
        return "{'descr': '" + type + "', 'fortran_order': " + (fortranOrder ? "True" : "False") + ", 'shape': " + shape
                + "), }";
    }

    /** {@return the header in a text} */
    static NpyHeader parse(Path file, byte[] text) {
        return new Parser(file, new String(text, StandardCharsets.UTF_8)).header();
    }

    private static final class Parser {
        private final Path file;
        private final String text;
        private int at;

        Parser(Path file, String text) {
            this.file = file;
            this.text = text;
        }

        NpyHeader header() {
            String type = null;
            Boolean fortran = null;
            List<Long> dims = null;
            Set<String> seen = new HashSet<>();
            expect('{');
            while (!accept('}')) {
                String key = string();
                if (!seen.add(key)) {
                    throw wrong("the key '" + key + "' twice");
                }
                expect(':');
                switch (key) {
                    case "descr" -> type = type();
                    case "fortran_order" -> fortran = bool();
                    case "shape" -> dims = tuple();
                    default -> throw wrong("the unknown key '" + key + "'");
                }
                if (!accept(',')) {
                    expect('}');
                    break;
                }
            }
            skipSpace();
            if (at < text.length()) {
                throw wrong("text after the closing brace");
            }
            return new NpyHeader(present("descr", type), present("fortran_order", fortran), present("shape", dims));
        }

        private <T> T present(String key, @Nullable T value) {
            if (value == null) {
                throw wrong("no key '" + key + "'");
            }
            return value;
        }

        private String type() {
            skipSpace();
            if (at < text.length() && text.charAt(at) == '[') {
                throw new FileException(
                        file, "holds records of several fields; only arrays of numbers or bools are read");
            }
            return string();
        }

        private String string() {
            skipSpace();
            char quote = at < text.length() ? text.charAt(at) : ' ';
            int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
            if (end < 0 || text.substring(at, end).indexOf('\\') >= 0) {
                throw wrong("no plain string");
            }
            String s = text.substring(at + 1, end);
            at = end + 1;
            return s;
        }

        private boolean bool() {
            skipSpace();
            for (String word : new String[] {"True", "False"}) {
                if (text.startsWith(word, at)) {
                    at += word.length();
                    return word.equals("True");
                }
            }
            throw wrong("neither True nor False");
        }

        private List<Long> tuple() {
            var sizes = new ArrayList<Long>();
            expect('(');
            while (!accept(')')) {
                sizes.add(number());
                if (!accept(',')) {
                    if (sizes.size() == 1) {
                        throw wrong("a shape that is no tuple");
                    }
                    expect(')');
                    break;
                }
            }
            return List.copyOf(sizes);
        }

        private long number() {
            skipSpace();
            int start = at;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            if (at == start || at - start > MOST_DIGITS) {
                throw wrong("no size of an axis");
            }
            long n = Long.parseLong(text, start, at, 10);
            if (at < text.length() && text.charAt(at) == 'L') { // written by Python 2
                at++;
            }
            return n;
        }

        private boolean accept(char c) {
            skipSpace();
            boolean there = at < text.length() && text.charAt(at) == c;
            at += there ? 1 : 0;
            return there;
        }

        private void expect(char c) {
            if (!accept(c)) {
                throw wrong("no '" + c + "'");
            }
        }

        private void skipSpace() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
                at++;
            }
        }

        private FileException wrong(String found) {
            String start = text.strip();
            return new FileException(
                    file,
                    "not a valid .npy file: its header has " + found + " at position " + at
                            + "; expected {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }, got "
                            + (start.length() > 200 ? start.substring(0, 200) + "..." : start));
        }
    }
}
