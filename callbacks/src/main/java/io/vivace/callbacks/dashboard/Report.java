package io.vivace.callbacks.dashboard;

import io.vivace.io.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** The page with its runs in one file that needs nothing else. */
final class Report {
    private Report() {}

    /** Writes runs, in one step. */
    static void write(Path file, List<Run> runs) {
        AtomicFile.writeText(file, html(runs));
    }

    static String html(List<Run> runs) {
        byte[] json = Json.bytes(to -> {
            to.writeStartArray();
            for (Run run : runs) {
                RunJson.whole(to, run);
            }
            to.writeEndArray();
        });
        String style = Assets.style();
        String script = Assets.script();
        String policy = "default-src 'none'; script-src " + hash(script) + "; style-src " + hash(style)
                + "; img-src data:; base-uri 'none'; form-action 'none'";
        String page = Assets.page();
        page = put(
                page,
                "<meta charset=\"utf-8\">",
                "<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">");
        page = put(page, "<link rel=\"stylesheet\" href=\"style.css\">", "<style>" + style + "</style>");
        String data = "<script type=\"application/json\" id=\"report\">"
                + embedded(new String(json, StandardCharsets.UTF_8)) + "</script>\n";
        return put(page, "<script src=\"app.js\"></script>", data + "<script>" + script + "</script>");
    }

    private static String put(String page, String place, String what) {
        int at = page.indexOf(place);
        if (at < 0) {
            throw new IllegalStateException("the page has no " + place);
        }
        return page.substring(0, at) + what + page.substring(at + place.length());
    }

    /** These signs occur in the texts of JSON only, where they may be written by number; so no text ends the script. */
    static String embedded(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static String hash(String inline) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(inline.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
