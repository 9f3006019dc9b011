package io.vivace.vision;

import io.vivace.nn.ActivationMaps;
import io.vivace.nn.Module;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Image;
import java.util.function.Supplier;

/** Finds what in a picture speaks for a class. */
final class Explainer {
    private final Task task;
    private final Module net;
    private final Supplier<Module> body;

    /**
     * Of a net.
     *
     * @param task what it is asked
     * @param net from pictures to scores
     * @param body gives the part whose output is features
     */
    Explainer(Task task, Module net, Supplier<Module> body) {
        this.task = task;
        this.net = net;
        this.body = body;
    }

    /** How a map is found. */
    interface Method {
        Tensor map(Module net, Module body, Tensor input, int... classes);
    }

    HeatMap map(Image picture, int classNumber, Method method) {
        try (var scope = Scope.open()) {
            Tensor map = method.map(net, body.get(), task.input(task.render(picture)), classNumber);
            return new HeatMap(Math.toIntExact(map.size(1)), Math.toIntExact(map.size(2)), map.toFloatArray());
        }
    }

    /** The two ways there are. */
    static final Method GRAD_CAM = ActivationMaps::gradCam;

    static final Method CAM = ActivationMaps::cam;
}
