package io.vivace.nn;

import io.vivace.backend.Finish;
import io.vivace.backend.Unary;
import io.vivace.tensor.Resize;
import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Short names for making nets out of modules; meant to be imported statically.
 *
 * <pre>{@code
 * sequential(Conv2d.of(1, 10, 5), relu(), flatten(), Linear.of(10 * 28 * 28, 10))
 * }</pre>
 */
public final class Layers {
    private Layers() {}

    /**
     * {@return modules one after another}
     *
     * @param modules in order
     */
    public static Sequential sequential(Module... modules) {
        return new Sequential(List.of(modules));
    }

    /**
     * {@return modules one after another}
     *
     * @param modules in order
     */
    public static Sequential sequential(List<? extends Module> modules) {
        return new Sequential(modules);
    }

    /**
     * {@return branches over one input whose outputs are added, such as a block and the identity}
     *
     * @param branches with outputs of one shape
     */
    public static Module sum(Module... branches) {
        return Merge.sum(List.of(branches));
    }

    /**
     * {@return branches over one input whose outputs are laid side by side}
     *
     * @param axis along which, 1 for channels
     * @param branches with outputs that agree in all other sizes
     */
    public static Module concat(int axis, Module... branches) {
        return Merge.concat(axis, List.of(branches));
    }

    /**
     * {@return x + block(x)}
     *
     * @param block modules one after another, with an output of the shape of their input
     */
    public static Module residual(Module... block) {
        return sum(identity(), block.length == 1 ? block[0] : sequential(block));
    }

    /** {@return the input itself} */
    public static Module identity() {
        return new Lambda("identity", x -> x);
    }

    /** {@return all axes after the first as one: [N, ...] becomes [N, features]} */
    public static Module flatten() {
        return new Lambda("flatten", x -> x.flatten(1, -1));
    }

    /**
     * {@return a function as a module}
     *
     * @param description what it does, for tables and messages
     * @param function from input to output
     */
    public static Module lambda(String description, UnaryOperator<Tensor> function) {
        return new Lambda(description, function);
    }

    /** {@return max(x, 0)} */
    public static Relu relu() {
        return Relu.of();
    }

    /**
     * {@return x above 0, slope · x below}
     *
     * @param slope factor below 0
     */
    public static Relu leakyRelu(double slope) {
        return Relu.leaky(slope);
    }

    /** {@return max(x, 0), at most 6} */
    public static Module relu6() {
        return new Lambda("ReLU6", Tensor::relu6, new Finish.Activation(Unary.CLAMP, 0, 6));
    }

    /**
     * {@return x above 0, alpha · (eˣ − 1) below}
     *
     * @param alpha scale below 0
     */
    public static Module elu(double alpha) {
        return new Lambda("ELU(" + alpha + ")", x -> x.elu(alpha));
    }

    /** {@return the self-normalising ELU} */
    public static Module selu() {
        return new Lambda("SELU", Tensor::selu);
    }

    /** {@return x · Φ(x)} */
    public static Module gelu() {
        return new Lambda("GELU", Tensor::gelu);
    }

    /** {@return x · σ(x), also called swish} */
    public static Module silu() {
        return new Lambda("SiLU", Tensor::silu);
    }

    /** {@return 1 / (1 + e⁻ˣ)} */
    public static Module sigmoid() {
        return new Lambda("sigmoid", Tensor::sigmoid);
    }

    /**
     * {@return a sigmoid stretched to a range: low + (high − low) · σ(x)}
     *
     * @param low lower end
     * @param high upper end
     */
    public static Module sigmoidRange(double low, double high) {
        return new Lambda(
                "sigmoid in " + low + " to " + high,
                x -> x.sigmoid().mul(high - low).add(low));
    }

    /** {@return tanh x} */
    public static Module tanh() {
        return new Lambda("tanh", Tensor::tanh);
    }

    /** {@return ln(1 + eˣ)} */
    public static Module softplus() {
        return new Lambda("softplus", Tensor::softplus);
    }

    /** {@return x/6 + ½ limited to [0, 1]} */
    public static Module hardSigmoid() {
        return new Lambda("hard sigmoid", Tensor::hardSigmoid);
    }

    /** {@return x · hardSigmoid(x)} */
    public static Module hardSwish() {
        return new Lambda("hard swish", Tensor::hardSwish);
    }

    /**
     * {@return x limited to [low, high]}
     *
     * @param low smallest result
     * @param high largest result
     */
    public static Module hardTanh(double low, double high) {
        return new Lambda("hard tanh(" + low + " to " + high + ")", x -> x.hardTanh(low, high));
    }

    /**
     * {@return probabilities along an axis}
     *
     * @param axis that of the classes
     */
    public static Module softmax(int axis) {
        return new Lambda("softmax(axis " + axis + ")", x -> x.softmax(axis));
    }

    /**
     * {@return logarithms of probabilities along an axis}
     *
     * @param axis that of the classes
     */
    public static Module logSoftmax(int axis) {
        return new Lambda("log softmax(axis " + axis + ")", x -> x.logSoftmax(axis));
    }

    /**
     * {@return channels rearranged to pixels (Shi et al. 2016): [N, C·r², H, W] becomes [N, C, H·r, W·r]}
     *
     * @param r factor
     */
    public static Module pixelShuffle(int r) {
        return new Lambda("pixel shuffle ×" + r, x -> Resize.pixelShuffle(x, r));
    }

    /**
     * {@return images enlarged by repeating pixels}
     *
     * @param factor by which rows and columns grow
     */
    public static Module upsample(int factor) {
        return new Lambda("upsample ×" + factor, x -> Resize.nearest(x, x.size(2) * factor, x.size(3) * factor));
    }

    /**
     * {@return images enlarged by bilinear interpolation}
     *
     * @param factor by which rows and columns grow
     * @param alignCorners whether corner pixels keep their values
     */
    public static Module upsampleBilinear(int factor, boolean alignCorners) {
        return new Lambda(
                "bilinear upsample ×" + factor,
                x -> Resize.bilinear(x, x.size(2) * factor, x.size(3) * factor, alignCorners));
    }
}
