package io.vivace.nn;

import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where in a picture a net sees a class: a number for each cell of a feature map. Hooks collect the features, so any net with one
 * will do; afterwards the net is as it was, its mode, gradients and statistics included.
 *
 * <pre>{@code
 * Tensor maps = ActivationMaps.gradCam(net, net.children().get("layer4"), pictures, 281, 281); // [2, H', W']
 * }</pre>
 */
public final class ActivationMaps {
    private ActivationMaps() {}

    /**
     * {@return Grad-CAM (Selvaraju et al., Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization, 2017,
     * equations 1 and 2): [N, H', W'], the features summed up with the means of their gradients as weights, at least 0} The result
     * belongs to the scope around.
     *
     * @param net from pictures to scores [N, C], before any softmax
     * @param body a module of the net whose output is the features [N, K, H', W'], usually all before pooling
     * @param input pictures [N, channels, H, W]
     * @param classes for each picture the class to look for
     * @throws IllegalArgumentException if shapes or classes do not fit, or the scores do not depend on the body's output
     */
    public static Tensor gradCam(Module net, Module body, Tensor input, int... classes) {
        return Scope.compute(() -> {
            Features f = features(net, body, input, classes);
            return Autograd.noGrad(
                    () -> weighted(f.values, f.gradient.mean(2, 3)).relu());
        });
    }

    /**
     * {@return class activation maps (Zhou et al., Learning Deep Features for Discriminative Localization, 2016, equation 2): [N, H',
     * W'], the features summed up with the weights that the class gives to their means} For nets that end in global average pooling
     * and one linear layer, batch norm and dropout between them at most. The mean of a map is the score but for a constant. The
     * result belongs to the scope around.
     *
     * @param net from pictures to scores [N, C], before any softmax
     * @param body the module of the net whose output [N, K, H', W'] is pooled
     * @param input pictures [N, channels, H, W]
     * @param classes for each picture the class to look for
     * @throws IllegalArgumentException if the net does not end like that, or shapes or classes do not fit
     */
    public static Tensor cam(Module net, Module body, Tensor input, int... classes) {
        requireMeansAndLinear(net, body);
        return Scope.compute(() -> {
            Features f = features(net, body, input, classes);
            // of means, the gradient with respect to each cell is the weight of the channel divided by the number of
            // cells
            return Autograd.noGrad(() -> weighted(f.values, f.gradient.sum(2, 3)));
        });
    }

    /** Features [N, K, H', W'] and the gradients of the chosen scores with respect to them. */
    private record Features(Tensor values, Tensor gradient) {}

    private static Tensor weighted(Tensor features, Tensor weights) {
        return features.mul(weights.unsqueeze(2).unsqueeze(3)).sum(1);
    }

    private static Features features(Module net, Module body, Tensor input, int[] classes) {
        if (input.rank() == 0 || classes.length != input.size(0)) {
            throw new IllegalArgumentException("there are " + classes.length + " classes to look for in pictures "
                    + input.shape() + "; give one for each picture");
        }
        @Nullable Tensor[] seen = new Tensor[1];
        Runnable removal = body.onForward((module, x, y) -> {
            // cut off from what made it, so that frozen layers do not matter; the net goes on with a copy that it may
            // overwrite
            Tensor leaf = y.detach().copy().requiresGrad();
            seen[0] = leaf;
            return leaf.copy();
        });
        Tensor scores;
        try {
            scores = net.evaluating(() -> Autograd.recording(true, () -> net.forward(input)));
        } finally {
            removal.run();
        }
        Tensor leaf = seen[0];
        if (leaf == null) {
            throw new IllegalArgumentException(
                    body.describe() + " has not run in " + net.label() + ": give a module of this net");
        }
        if (leaf.rank() != 4) {
            throw new IllegalArgumentException("the output of " + body.describe() + " is " + leaf.shape()
                    + ", expected features [N, K, H', W']: give a module before pooling");
        }
        return new Features(
                leaf.detach(), Autograd.grad(chosen(scores, classes), leaf).get(0));
    }

    private static Tensor chosen(Tensor scores, int[] classes) {
        if (scores.rank() != 2 || Arrays.stream(classes).anyMatch(c -> c < 0 || c >= scores.size(1))) {
            throw new IllegalArgumentException("the classes " + Arrays.toString(classes)
                    + " cannot be looked for: the output of the net is " + scores.shape() + ", [N, C] with a score for"
                    + " each class is expected");
        }
        Tensor index = Tensor.of(Arrays.stream(classes).asLongStream().toArray());
        return Autograd.recording(
                true, () -> scores.gather(1, index.unsqueeze(1)).sum());
    }

    private static void requireMeansAndLinear(Module net, Module body) {
        List<Module> all = Tree.leaves(net);
        List<Module> inBody = Tree.leaves(body);
        int end = all.indexOf(inBody.get(inBody.size() - 1)) + 1;
        List<Module> head = all.subList(end, all.size());
        boolean fits = head.size() > 1
                && head.get(0) instanceof AdaptivePool2d p
                && p.isMean()
                && head.get(head.size() - 1) instanceof Linear
                && head.subList(1, head.size() - 1).stream().allMatch(ActivationMaps::keepsLinear);
        if (!fits) {
            throw new IllegalArgumentException(
                    "class activation maps are for nets that end in global average pooling and"
                            + " a linear layer; after " + body.describe() + " this net has "
                            + head.stream().map(Module::describe).toList() + ". gradCam(...) takes any net");
        }
    }

    private static boolean keepsLinear(Module m) {
        return m instanceof Dropout
                || (m instanceof BatchNorm1d n && !n.plan.relu())
                || m.describe().equals(Layers.flatten().describe());
    }
}
