package io.vivace.vision;

import io.vivace.optim.AdamW;
import io.vivace.optim.Sgd;
import io.vivace.optim.UpdateRule;
import io.vivace.schedule.Schedules;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import java.util.List;
import java.util.Locale;

/**
 * The lessons' ladder of nets for CIFAR-10, each a step from the one before, with the way it is trained: one cycle of AdamW for the
 * small nets, the fast cycle of SGD (lessons of 2018, after Smith and Topin) for the two large ones.
 *
 * <pre>{@code
 * try (var learn = CifarRung.RES_NET.learner(data).build()) {
 *     CifarRung.RES_NET.stages(10, 1e-2).train(learn);
 * }
 * }</pre>
 */
public enum CifarRung {
    /** A hidden layer of 40 numbers, without convolutions. */
    LINEAR("simple_net", 1e-3, "0.47"),
    /** Three convolutions with stride 2, without padding. */
    CONV("conv_net", 3e-3, "0.60"),
    /** The same with padding. */
    PADDED_CONV("padded_conv_net", 3e-3, "a little above that of conv"),
    /** Batch norm, written out, and a richer first layer. */
    WRITTEN_NORM("written_norm_net", 1e-2, "0.68 and rising"),
    /** The same with the library's batch norm. */
    BATCH_NORM("batch_norm_net", 1e-2, "0.68 and rising"),
    /** Twice as deep, without shortcuts. */
    DEEPER("deeper_net", 1e-2, "0.65: depth alone does not help"),
    /** Three times as deep, with shortcuts. */
    RES_NET("res_net", 1e-2, "not told; better than all before"),
    /** Wider, with dropout; judged by test-time augmentation as well. */
    BIG_RES_NET("big_res_net", 1e-2, "0.85 by test-time augmentation, trained long"),
    /** The net of YOLO v3 for small pictures. */
    DARKNET(Architecture.parse("darknet:residuals=1+2+4+6+3"), 256, 30, 1.3, true, "0.9427 after 30 epochs"),
    /** The wide net of the DAWN benchmark. */
    WRN_22(Architecture.of("wrn_22"), 512, 30, 1.5, true, "0.9423 after 30 epochs");

    private static final int SMALL_BATCH = 256;
    private static final int SMALL_EPOCHS = 10;

    private final Architecture architecture;
    private final int batch;
    private final double epochs;
    private final double lr;
    private final boolean fast;
    private final String published;

    CifarRung(String net, double lr, String published) {
        this(Architecture.of(net), SMALL_BATCH, SMALL_EPOCHS, lr, false, published);
    }

    CifarRung(Architecture architecture, int batch, double epochs, double lr, boolean fast, String published) {
        this.architecture = architecture;
        this.batch = batch;
        this.epochs = epochs;
        this.lr = lr;
        this.fast = fast;
        this.published = published;
    }

    /** {@return the net, for pictures of 32×32 pixels} */
    public Architecture architecture() {
        return architecture;
    }

    /** {@return pictures in a batch, in the lesson} */
    public int batch() {
        return batch;
    }

    /** {@return epochs; those of the small nets are chosen here, as the lesson trains them bit by bit} */
    public double epochs() {
        return epochs;
    }

    /** {@return the highest learning rate, for batches of that size} */
    public double lr() {
        return lr;
    }

    /** {@return the accuracy that the lesson reports, with all 50,000 pictures to learn from} */
    public String published() {
        return published;
    }

    /** {@return the formula of a step} */
    public UpdateRule rule() {
        return fast
                ? Sgd.momentum(0.9).weightDecay(1e-4)
                : AdamW.weightDecay(0.01).betas(0.9, 0.99);
    }

    /**
     * {@return the course of training}
     *
     * @param length in epochs
     * @param peak the highest learning rate
     */
    public Stages stages(double length, double peak) {
        Stage.Course course = fast
                ? (n, rate) -> Schedules.oneCycle(n, rate).div(20).tail(0.2).momentum(0.95, 0.85)
                : Schedules::cosineOneCycle;
        return Stages.of(new Stage("all", 0, length, List.of(peak), course));
    }

    /**
     * {@return a learner in the making}
     *
     * @param data pictures of one size
     */
    public VisionLearnerBuilder learner(ImageDataBunch data) {
        Architecture net = architecture;
        if (this == LINEAR) {
            Size s = data.inputSize();
            net = net.with("rows", s.height()).with("columns", s.width());
        }
        return VisionLearner.of(data, net).optimizer(rule());
    }

    /** {@return its name in lower case, such as {@code res-net}} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
