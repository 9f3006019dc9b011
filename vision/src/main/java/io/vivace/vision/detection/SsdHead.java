package io.vivace.vision.detection;

import io.vivace.nn.Dropout;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import java.util.ArrayList;
import java.util.List;

/**
 * The lessons' head: ReLU, dropout, a block that keeps the grid, blocks that halve it until it is coarse enough, and outputs there and, if
 * wanted, on each grid below.
 */
final class SsdHead extends Module {
    private static final int WIDTH = 256;

    private final Module start;
    private final List<Step> steps = new ArrayList<>();
    private final List<Size> grids = new ArrayList<>();

    /** A block and what is said about its grid, if anything. */
    private record Step(Module block, List<AnchorOutputs> outputs) {}

    /**
     * Makes the layers.
     *
     * @param features channels that come in
     * @param grid rows and columns that come in
     */
    SsdHead(Ssd.Plan plan, int features, Size grid) {
        start = child("start", Layers.sequential(Layers.relu(), Dropout.of(plan.firstDropout())));
        Size at = grid;
        add(plan, features, 1, at, fits(plan, at));
        while (!fits(plan, at)) {
            at = half(at);
            add(plan, WIDTH, 2, at, fits(plan, at));
        }
        while (plan.downToOne() && Math.max(at.height(), at.width()) > 1) {
            at = half(at);
            add(plan, WIDTH, 2, at, true);
        }
    }

    private static boolean fits(Ssd.Plan plan, Size grid) {
        return Math.max(grid.height(), grid.width()) <= plan.finest();
    }

    private void add(Ssd.Plan plan, int in, int stride, Size grid, boolean says) {
        int n = steps.size();
        Module block = child("block" + n, Blocks.std(in, WIDTH, stride, plan.dropout()));
        List<AnchorOutputs> outputs = List.of();
        if (says) {
            int perCell = plan.shapes().perCell();
            outputs = List.of(child("out" + n, new AnchorOutputs(WIDTH, perCell, plan.classes(), plan.bias())));
            grids.add(grid);
        }
        steps.add(new Step(block, outputs));
    }

    /** {@return the grid after a convolution 3×3 with stride 2 and padding 1} */
    static Size half(Size grid) {
        return Size.of((grid.height() + 1) / 2, (grid.width() + 1) / 2);
    }

    /** {@return the grids that are said something about if these rows and columns come in} */
    List<Size> grids(Size grid) {
        List<Size> found = new ArrayList<>();
        Size at = grid;
        for (int i = 0; i < steps.size(); i++) {
            at = i == 0 ? at : half(at);
            if (!steps.get(i).outputs.isEmpty()) {
                found.add(at);
            }
        }
        return found;
    }

    /** {@return the grids of the pictures it was made for} */
    List<Size> grids() {
        return List.copyOf(grids);
    }

    @Override
    protected Tensor compute(Tensor features) {
        Tensor x = start.forward(features);
        List<Tensor> said = new ArrayList<>();
        for (Step s : steps) {
            Tensor y = s.block.forward(x);
            x.closeUnlessKept();
            x = y;
            for (AnchorOutputs o : s.outputs) {
                said.add(o.forward(x));
            }
        }
        x.closeUnlessKept();
        return joined(said);
    }

    /** {@return what was said about all grids, one after the other} */
    static Tensor joined(List<Tensor> said) {
        if (said.size() == 1) {
            return said.get(0);
        }
        Tensor all = Tensor.cat(1, said.toArray(Tensor[]::new));
        said.forEach(Tensor::closeUnlessKept);
        return all;
    }
}
