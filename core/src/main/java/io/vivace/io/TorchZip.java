package io.vivace.io;

import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The format of {@code torch.save} since PyTorch 1.6: an uncompressed zip archive with the pickle {@code data.pkl} and one
 * record per storage, all in one folder. Nothing is unpacked to the disk.
 */
final class TorchZip implements TorchTensors.Source {
    private static final Logger LOG = LoggerFactory.getLogger(TorchZip.class);
    private static final String PICKLE = "data.pkl";

    private final Path file;
    private final ZipFile zip;
    private final String folder;
    private final List<String> damaged = new ArrayList<>();
    private long left;

    private TorchZip(Path file, ZipFile zip, String folder) throws IOException {
        this.file = file;
        this.zip = zip;
        this.folder = folder;
        left = Files.size(file);
    }

    /** {@return the tensors of a file} */
    static Map<String, Tensor> read(Path file) throws IOException {
        try (var zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
            return new TorchZip(file, zip, folder(zip)).read();
        }
    }

    private static String folder(ZipFile zip) throws IOException {
        List<String> pickles = zip.stream()
                .map(ZipEntry::getName)
                .filter(n -> n.equals(PICKLE) || n.endsWith("/" + PICKLE))
                .limit(2)
                .toList();
        if (pickles.size() != 1) {
            throw new IOException(
                    "it is a zip archive, but not one of PyTorch: it should have one entry data.pkl, it has "
                            + (pickles.isEmpty() ? "none" : "several"));
        }
        String folder = pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
        if (zip.getEntry(folder + "constants.pkl") != null) {
            throw new IOException("it is a TorchScript program; in PyTorch, save its weights instead:"
                    + " torch.save(torch.jit.load(path).state_dict(), path2)");
        }
        return folder;
    }

    private Map<String, Tensor> read() throws IOException {
        checkByteOrder();
        ZipEntry pickle = entry(PICKLE);
        var host = new TorchPickle();
        try (var in = new BufferedInputStream(zip.getInputStream(pickle), 1 << 16)) {
            Object data =
                    Pickle.read(new PickleInput(in, Math.min(pickle.getSize(), TorchFile.MOST_PICKLE_BYTES)), host);
            Map<String, Tensor> tensors = TorchTensors.build(file, StateDict.tensors(data), this);
            if (!damaged.isEmpty()) {
                // PyTorch can be told to leave checksums out, so this alone does not condemn a file
                LOG.warn("{}: the checksums of {} are wrong; the file may be damaged", file, damaged);
            }
            return tensors;
        }
    }

    private void checkByteOrder() throws IOException {
        if (zip.getEntry(folder + "byteorder") == null) {
            return; // written before PyTorch 2.1, on what was little-endian in practice
        }
        try (var in = zip.getInputStream(entry("byteorder"))) {
            String order = new String(in.readNBytes(16), StandardCharsets.US_ASCII);
            if (!order.equals("little")) {
                throw new IOException("its byte order is \"" + order + "\"; only little is read");
            }
        }
    }

    @Override
    public Tensor read(TorchPickle.Storage storage) throws IOException {
        ZipEntry entry = entry("data/" + storage.key());
        if (entry.getSize() != storage.bytes()) {
            throw new IOException("its record " + entry.getName() + " has " + entry.getSize() + " bytes where "
                    + storage.bytes() + " are expected for " + storage.elements() + " elements");
        }
        try (var in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
            Tensor t = Elements.read(Channels.newChannel(in), storage.kind().type(), Shape.of(storage.elements()));
            if (entry.getCrc() != in.getChecksum().getValue()) {
                damaged.add(entry.getName());
            }
            return t;
        }
    }

    /**
     * {@return an entry that is stored as it is} That, and that all entries read fit into the file together, leaves nothing
     * to be inflated.
     */
    private ZipEntry entry(String name) throws IOException {
        ZipEntry e = zip.getEntry(folder + name);
        if (e == null) {
            throw new IOException("its record " + folder + name + " is missing");
        }
        if (e.getMethod() != ZipEntry.STORED) {
            throw new IOException("its record " + e.getName() + " is compressed; PyTorch stores records as they are");
        }
        left -= e.getSize();
        if (e.getSize() < 0 || left < 0) {
            throw new IOException("its records claim more bytes than the file has");
        }
        return e;
    }
}
