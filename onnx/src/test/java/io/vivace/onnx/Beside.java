package io.vivace.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.nn.BatchNorm;
import io.vivace.nn.Module;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** ONNX Runtime beside a net: what both make of the same input. */
final class Beside implements AutoCloseable {
    private static final OrtEnvironment ORT = OrtEnvironment.getEnvironment();

    private final Module net;
    private final OrtSession session;

    private Beside(Module net, OrtSession session) {
        this.net = net;
        this.session = session;
    }

    /** {@return a net and its file, opened} */
    static Beside of(Module net, Path folder, OnnxOptions options) {
        Path file = folder.resolve("net.onnx");
        Onnx.export(net, file, options);
        return open(net, file);
    }

    static Beside open(Module net, Path file) {
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            return new Beside(net, ORT.createSession(file.toString(), options));
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
    }

    OrtSession session() {
        return session;
    }

    /** Checks that both give the same for random pictures of a shape. */
    Beside agreesFor(long... shape) {
        return agreesOn(Tensor.randn(new Rng(shape[0] + 17), shape));
    }

    /** Checks that both give the same for inputs. */
    Beside agreesOn(Tensor... inputs) {
        Tensor wanted =
                net.evaluating(() -> inputs.length == 1 ? net.forward(inputs[0]) : net.forward(List.of(inputs)));
        Tensor got = run(inputs);
        assertThat(got.shape()).isEqualTo(wanted.shape());
        assertThat(got.dtype()).isEqualTo(wanted.dtype());
        float[] a = wanted.toFloatArray();
        float[] b = got.toFloatArray();
        double largest = 0;
        double apart = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i]));
            apart = Math.max(apart, Float.compare(a[i], b[i]) == 0 ? 0 : Math.abs(a[i] - b[i]));
        }
        assertThat(largest).as("a net that gives something").isGreaterThan(0).isFinite();
        assertThat(apart / largest)
                .as("difference beside the largest value, for " + inputs[0].shape())
                .isLessThan(1e-4);
        return this;
    }

    /** {@return what ONNX Runtime gives} */
    Tensor run(Tensor... inputs) {
        Map<String, OnnxTensor> feed = new HashMap<>();
        List<String> names = new ArrayList<>(session.getInputNames());
        try {
            for (int i = 0; i < inputs.length; i++) {
                feed.put(names.get(i), foreign(inputs[i]));
            }
            try (OrtSession.Result result = session.run(feed)) {
                return own((OnnxTensor) result.get(0));
            }
        } catch (OrtException e) {
            throw new AssertionError(e);
        } finally {
            feed.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor foreign(Tensor t) throws OrtException {
        long[] shape = t.shape().toArray();
        return switch (t.dtype()) {
            case I64 -> OnnxTensor.createTensor(ORT, LongBuffer.wrap(t.toLongArray()), shape);
            case I32 -> OnnxTensor.createTensor(ORT, IntBuffer.wrap(t.toIntArray()), shape);
            default -> OnnxTensor.createTensor(ORT, FloatBuffer.wrap(t.toFloatArray()), shape);
        };
    }

    private static Tensor own(OnnxTensor t) {
        long[] shape = t.getInfo().getShape();
        return switch (t.getInfo().type) {
            case FLOAT ->
                Tensor.of(values(t.getFloatBuffer()), Shape.of(shape).toArray()).reshape(Shape.of(shape));
            case INT64 -> {
                LongBuffer b = t.getLongBuffer();
                long[] v = new long[b.remaining()];
                b.get(v);
                yield Tensor.of(v).reshape(Shape.of(shape));
            }
            case BOOL -> {
                var b = t.getByteBuffer();
                byte[] v = new byte[b.remaining()];
                b.get(v);
                yield Tensor.of(v).to(DType.BOOL).reshape(Shape.of(shape));
            }
            default -> throw new AssertionError(t.getInfo());
        };
    }

    private static float[] values(FloatBuffer b) {
        float[] v = new float[b.remaining()];
        b.get(v);
        return v;
    }

    /** {@return what the file says of a value, such as {@code input [batch, 3, 32, 32]}} */
    static String text(NodeInfo node) {
        var info = (TensorInfo) node.getInfo();
        List<String> dims = new ArrayList<>();
        for (int i = 0; i < info.getShape().length; i++) {
            dims.add(info.getShape()[i] < 0 ? info.getDimensionNames()[i] : Long.toString(info.getShape()[i]));
        }
        return node.getName() + " " + dims;
    }

    /** {@return the net with values, of which none is 0 or 1 for all channels} */
    static <M extends Module> M ready(M net) {
        net.init(new Rng(7));
        Rng rng = new Rng(8);
        for (Module m : net.modules().values()) {
            m.ownParameters().forEach((name, p) -> {
                if (p.shape().rank() == 1) {
                    p.set(name.equals("weight") ? scales(rng, p.shape()) : shifts(rng, p.shape()));
                }
            });
            if (m instanceof BatchNorm norm) {
                Autograd.noGrad(() -> {
                    norm.runningMean().copy_(shifts(rng, norm.runningMean().shape()));
                    norm.runningVariance()
                            .copy_(scales(rng, norm.runningVariance().shape()));
                });
            }
        }
        return net;
    }

    private static Tensor scales(Rng rng, Shape shape) {
        return Tensor.rand(rng, shape.toArray()).add(0.5);
    }

    private static Tensor shifts(Rng rng, Shape shape) {
        return Tensor.randn(rng, shape.toArray()).mul(0.2);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new AssertionError(e);
        }
    }
}
