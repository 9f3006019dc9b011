package io.vivace.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bytedeco.javacpp.Loader;

/** The native libraries that Vivace stands on: each comes in a jar of its own per platform. */
public enum NativePart {
    /** The bridge that all others use, and native memory. */
    JAVACPP("JavaCPP", "org.bytedeco", "javacpp", "org/bytedeco/javacpp", "jnijavacpp"),
    /** Only a loader; oneDNN's library asks for it on Linux, whether there is a GPU or not. */
    OPENCL("OpenCL loader", "org.bytedeco", "opencl", "org/bytedeco/opencl", "jniOpenCL"),
    /** The kernels of the cpu backend. */
    DNNL("oneDNN", "org.bytedeco", "dnnl", "org/bytedeco/dnnl", "jnidnnl"),
    /** Matrix products of ND4J and OpenCV. */
    OPENBLAS("OpenBLAS", "org.bytedeco", "openblas", "org/bytedeco/openblas", "jniopenblas_nolapack"),
    /** Needed only where tensors are turned into INDArrays or made from them. */
    ND4J("ND4J", "org.nd4j", "nd4j-native", "org/nd4j/linalg/cpu/nativecpu/bindings", "jnind4jcpu"),
    /** Decoding and warping of images. */
    OPENCV("OpenCV", "org.bytedeco", "opencv", "org/bytedeco/opencv", "jniopencv_core");

    private static final Properties VERSIONS = versions();

    private final String title;
    private final String group;
    private final String artifact;
    private final String folder;
    private final String library;

    NativePart(String title, String group, String artifact, String folder, String library) {
        this.title = title;
        this.group = group;
        this.artifact = artifact;
        this.folder = folder;
        this.library = library;
    }

    private static Properties versions() {
        var p = new Properties();
        try (var in = NativePart.class.getResourceAsStream("versions.properties")) {
            if (in == null) {
                throw new IllegalStateException(
                        "io/vivace/backend/versions.properties is missing in the jar of vivace-core");
            }
            p.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return p;
    }

    /** {@return the version of Vivace} */
    public static String vivaceVersion() {
        return VERSIONS.getProperty("vivace", "unknown");
    }

    /** {@return this machine's platform as the jars name it, such as {@code linux-x86_64}} */
    public static String platform() {
        return Loader.getPlatform();
    }

    /** {@return the name people know it by} */
    public String title() {
        return title;
    }

    /** {@return whether this platform's library is on the class path} */
    public boolean isPresent() {
        String file = folder + "/" + platform() + "/" + System.mapLibraryName(library);
        return NativePart.class.getClassLoader().getResource(file) != null;
    }

    /** {@return the version that this release of Vivace was built with} */
    public String expectedVersion() {
        return VERSIONS.getProperty(artifact, "unknown");
    }

    /** {@return the versions on the class path; more than one is trouble} */
    public SortedSet<String> foundVersions() {
        var versions = new TreeSet<String>();
        try {
            String file = "META-INF/maven/" + group + "/" + artifact + "/pom.properties";
            for (URL url : Collections.list(NativePart.class.getClassLoader().getResources(file))) {
                var p = new Properties();
                try (var in = url.openStream()) {
                    p.load(in);
                }
                versions.add(p.getProperty("version", "unknown"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a jar on the class path cannot be read", e);
        }
        return versions;
    }

    /** {@return the dependency that brings this platform's library, in Gradle's short form and for a pom} */
    public String dependency() {
        return String.format(
                "%s:%s:%s:%s, in a pom:%n"
                        + "    <dependency><groupId>%1$s</groupId><artifactId>%2$s</artifactId><version>%3$s</version>"
                        + "<classifier>%4$s</classifier></dependency>",
                group, artifact, expectedVersion(), platform());
    }
}
