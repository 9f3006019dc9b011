package io.vivace.callbacks.tensorboard;

import io.vivace.io.ProtoMessage;
import java.util.List;
import java.util.Map;

/** What TensorBoard's table of hyper-parameters reads: three messages in the metadata of summaries (plugin "hparams", version 0). */
final class HyperParameterEvents {
    private static final int STRING = 1;
    private static final int BOOL = 2;
    private static final int FLOAT64 = 3;
    private static final int SUCCESS = 1;
    private static final int FAILURE = 2;
    private static final int DT_FLOAT = 1;

    private HyperParameterEvents() {}

    /** {@return which columns there are} */
    static ProtoMessage experiment(Map<String, ?> values, List<String> metricTags, double seconds) {
        ProtoMessage experiment = new ProtoMessage().number(3, seconds);
        values.forEach((name, v) ->
                experiment.message(4, new ProtoMessage().text(1, name).whole(4, type(v))));
        metricTags.forEach(tag ->
                experiment.message(5, new ProtoMessage().message(1, new ProtoMessage().text(2, tag))));
        return summary("_hparams_/experiment", 2, experiment);
    }

    private static int type(Object value) {
        return value instanceof Number ? FLOAT64 : value instanceof Boolean ? BOOL : STRING;
    }

    /** {@return the values of this run} */
    static ProtoMessage start(Map<String, ?> values, double seconds) {
        ProtoMessage info = new ProtoMessage();
        values.forEach(
                (name, v) -> info.message(1, new ProtoMessage().text(1, name).message(2, value(v))));
        return summary("_hparams_/session_start_info", 3, info.number(5, seconds));
    }

    private static ProtoMessage value(Object v) {
        if (v instanceof Number n) {
            return new ProtoMessage().number(2, n.doubleValue());
        }
        return v instanceof Boolean b
                ? new ProtoMessage().whole(4, b ? 1 : 0)
                : new ProtoMessage().text(3, v.toString());
    }

    /** {@return how this run went} */
    static ProtoMessage end(boolean success, double seconds) {
        return summary(
                "_hparams_/session_end_info",
                4,
                new ProtoMessage().whole(1, success ? SUCCESS : FAILURE).number(2, seconds));
    }

    /** The message lies in the metadata; the value is a tensor of one zero that nobody looks at. */
    private static ProtoMessage summary(String tag, int field, ProtoMessage content) {
        ProtoMessage data = new ProtoMessage().whole(1, 0).message(field, content);
        ProtoMessage shape = new ProtoMessage().message(2, new ProtoMessage().whole(1, 1));
        return new ProtoMessage()
                .text(1, tag)
                .message(
                        8,
                        new ProtoMessage().whole(1, DT_FLOAT).message(2, shape).bytes(5, new byte[Float.BYTES]))
                .message(9, EventWriter.plugin("hparams", data));
    }
}
