package io.vivace.benchmarks.peers;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** PyTorch's mixed precision: on from when it is opened until it is closed. */
final class Autocast implements AutoCloseable {
    private final boolean on;

    private Autocast(boolean on) {
        this.on = on;
    }

    static Autocast open(boolean on) {
        if (on) {
            torch.set_autocast_dtype(DeviceType.CPU, ScalarType.BFloat16);
            torch.set_autocast_enabled(DeviceType.CPU, true);
        }
        return new Autocast(on);
    }

    @Override
    public void close() {
        if (on) {
            torch.set_autocast_enabled(DeviceType.CPU, false);
            torch.clear_cache();
        }
    }
}
