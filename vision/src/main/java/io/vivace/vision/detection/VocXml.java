package io.vivace.vision.detection;

import io.vivace.io.FileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads folders of Pascal VOC's XML files, one for each picture (Everingham et al. 2010): the size of the picture, and name, box and
 * difficulty of each object. Parts of objects are left out. A picture is known by the name of its XML file without the ending.
 */
final class VocXml {
    /** No description of one picture is larger. */
    private static final long LARGEST = 16 << 20;

    private static final int DEEPEST = 64;

    /** An object whose picture's size may come later in the file. */
    private record Waiting(int line, Map<String, String> fields) {}

    private final Draft draft;
    private final Map<String, String> size = new HashMap<>();
    private final Map<String, String> object = new HashMap<>();
    private final List<Waiting> waiting = new ArrayList<>();

    private VocXml(Draft draft) {
        this.draft = draft;
    }

    static Annotations read(Path folder, @Nullable List<String> classes) {
        var draft = new Draft();
        for (Path file : files(folder)) {
            new VocXml(draft).read(file);
        }
        return classes == null ? draft.finish() : draft.finish(classes);
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(f ->
                            f.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".xml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new FileException(folder, "cannot be listed", e);
        }
    }

    private void read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                draft.problem(file.toString(), "is larger than " + (LARGEST >> 20) + " MiB, too large for one picture");
                return;
            }
            walk(file, factory().createXMLStreamReader(new StringReader(withoutMark(Files.readString(file)))));
        } catch (CharacterCodingException e) {
            draft.problem(file.toString(), "is no text in UTF-8");
        } catch (IOException e) {
            draft.problem(file.toString(), "cannot be read: " + e.getMessage());
        } catch (XMLStreamException e) {
            draft.problem(place(file, e), "is no XML: " + firstLine(e));
        }
    }

    /** {@return text without the mark that some editors put first (Unicode 23.8), which is no part of it} */
    private static String withoutMark(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /** No document types: they could name other files, or unfold to any size. */
    private static XMLInputFactory factory() {
        XMLInputFactory f = XMLInputFactory.newDefaultFactory();
        f.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        f.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        f.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        f.setXMLResolver((publicId, systemId, base, namespace) -> InputStream.nullInputStream());
        return f;
    }

    private void walk(Path file, XMLStreamReader xml) throws XMLStreamException {
        String name = stem(file);
        var path = new StringBuilder();
        var text = new StringBuilder();
        int depth = 0;
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.DTD -> {
                    draft.problem(file.toString(), "has a document type (DOCTYPE), which is not read: remove it");
                    return;
                }
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++depth > DEEPEST) {
                        draft.problem(file + ", line " + line(xml), "has elements in elements, more than " + DEEPEST);
                        return;
                    }
                    path.append('/').append(xml.getLocalName());
                    text.setLength(0);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(xml.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    end(file, line(xml), name, path.toString(), text.toString().trim());
                    path.setLength(path.lastIndexOf("/"));
                    text.setLength(0);
                    depth--;
                }
                default -> {
                    // comments and the like
                }
            }
        }
    }

    private static int line(XMLStreamReader xml) {
        return xml.getLocation().getLineNumber();
    }

    /** Takes what an element held when it ends. Objects may stand before the size, so they wait. */
    private void end(Path file, int line, String name, String path, String text) {
        if (path.startsWith("/annotation/size/")) {
            size.put(path.substring(17), text);
        } else if (path.startsWith("/annotation/object/")) {
            object.put(path.substring(19), text);
        } else if (path.equals("/annotation/object")) {
            waiting.add(new Waiting(line, Map.copyOf(object)));
            object.clear();
        } else if (path.indexOf('/', 1) < 0) {
            finish(file, name, path);
        }
    }

    private void finish(Path file, String name, String root) {
        if (!root.equals("/annotation")) {
            draft.problem(file.toString(), "is <" + root.substring(1) + ">, expected <annotation>");
        } else if (draft.picture(
                file.toString(), name, Draft.number(size.get("height")), Draft.number(size.get("width")))) {
            for (Waiting w : waiting) {
                Map<String, String> f = w.fields;
                double[] edges = {edge(f, "ymin"), edge(f, "xmin"), edge(f, "ymax"), edge(f, "xmax")};
                boolean difficult = "1".equals(f.get("difficult"));
                draft.thing(
                        file + ", line " + w.line,
                        name,
                        edges,
                        f.get("name"),
                        difficult ? Thing.Note.DIFFICULT : Thing.Note.USUAL);
            }
        }
    }

    /** {@return an edge counted from 0} */
    private static double edge(Map<String, String> object, String name) {
        return Draft.number(object.get("bndbox/" + name)) - 1;
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - 4);
    }

    private static String place(Path file, XMLStreamException e) {
        return e.getLocation() == null
                ? file.toString()
                : file + ", line " + e.getLocation().getLineNumber();
    }

    private static String firstLine(XMLStreamException e) {
        String m = String.valueOf(e.getMessage());
        int at = m.indexOf("Message: ");
        return at < 0 ? m : m.substring(at + 9);
    }
}
