package io.vivace.backend.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import io.vivace.backend.Finish;
import io.vivace.backend.Unary;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.jspecify.annotations.Nullable;

/** What follows a product in oneDNN's words. */
final class Finishes {
    private Finishes() {}

    /** {@return the attributes of a primitive that ends so; what is added has the layout given} */
    static primitive_attr attributes(Finish finish, memory.desc added) {
        var ops = new post_ops();
        append(ops, finish.first());
        if (finish.adds()) {
            ops.append_binary(algorithm.binary_add, added);
        }
        append(ops, finish.last());
        var attributes = new primitive_attr();
        attributes.set_post_ops(ops);
        return attributes;
    }

    private static void append(post_ops ops, Finish.@Nullable Activation a) {
        if (a != null && a.function() == Unary.RELU) {
            ops.append_eltwise(algorithm.eltwise_relu, (float) a.a(), 0);
        } else if (a != null) {
            ops.append_eltwise(algorithm.eltwise_clip_v2, (float) a.a(), (float) a.b());
        }
    }

    /** {@return which argument of the primitive what is added is} */
    static int argument(Finish finish) {
        int position = finish.first() == null ? 0 : 1;
        return (DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (position + 1)) | DNNL_ARG_SRC_1;
    }

    /** {@return the key with the finish added} */
    static Key add(Key key, Finish finish) {
        add(key, finish.first());
        add(key, finish.last());
        return key.add(finish.adds() ? 1 : 0);
    }

    private static void add(Key key, Finish.@Nullable Activation a) {
        if (a == null) {
            key.add(-1);
        } else {
            key.add(a.function().ordinal()).add(a.a()).add(a.b());
        }
    }
}
