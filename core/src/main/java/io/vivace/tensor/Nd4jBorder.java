package io.vivace.tensor;

import io.vivace.memory.Address;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.Storage;
import io.vivace.memory.View;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.javacpp.BooleanPointer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The border to ND4J: views on the same memory in both directions. */
final class Nd4jBorder {
    private static final Cleaner CLEANER = Cleaner.create();

    private Nd4jBorder() {}

    static Tensor tensor(INDArray array) {
        DType type = dtype(array.dataType());
        if (array.isEmpty()) {
            // ND4J's own empty array has no axes
            return Tensor.empty(type, array.rank() == 0 ? Shape.of(0) : Shape.of(array.shape()));
        }
        long[] strides = array.stride();
        for (long s : strides) {
            if (s < 0) {
                throw new IllegalArgumentException(
                        "INDArrays with negative strides cannot be shared; pass array.dup()");
            }
        }
        DataBuffer data = array.data();
        long span = 1;
        for (int i = 0; i < strides.length; i++) {
            span += (array.size(i) - 1) * strides[i];
        }
        long address = data.pointer().address() + array.offset() * type.bytes();
        var owner = new AtomicReference<@Nullable INDArray>(array); // the array lives as long as the storage
        Storage s = Storage.foreign(address, span * type.bytes(), () -> owner.set(null));
        return Tensor.over(new View(s, type, Shape.of(array.shape()), strides, 0));
    }

    static INDArray array(View v) {
        Nd4jFacts.probe();
        DataType type = type(v.dtype());
        if (v.elements() == 0) {
            return Nd4j.create(type, v.shape().toArray());
        }
        Storage s = v.storage();
        long n = s.bytes() / v.dtype().bytes();
        Pointer p = pointer(v.dtype(), s.address(), n);
        DataBuffer buffer = Nd4j.createBuffer(p, n, type);
        s.retain();
        CLEANER.register(buffer, s::release); // all views of the array refer to it; ND4J wraps the pointer in its own
        return Nd4j.create(buffer, v.shape().toArray(), v.strides(), v.offset(), order(v), type);
    }

    private static char order(View v) {
        return v.isRowMajor() || v.shape().rank() < 2 || v.stride(0) != 1 ? 'c' : 'f';
    }

    private static Pointer pointer(DType t, long address, long n) {
        Pointer at = new Address().at(address);
        Pointer p = switch (t) {
            case F32 -> new FloatPointer(at);
            case BF16 -> new ShortPointer(at);
            case I64 -> new LongPointer(at);
            case I32 -> new IntPointer(at);
            case U8 -> new BytePointer(at);
            case BOOL -> new BooleanPointer(at);
        };
        return p.capacity(n);
    }

    private static DType dtype(DataType t) {
        return switch (t) {
            case FLOAT -> DType.F32;
            case BFLOAT16 -> DType.BF16;
            case LONG -> DType.I64;
            case INT -> DType.I32;
            case UBYTE -> DType.U8;
            case BOOL -> DType.BOOL;
            default ->
                throw new IllegalArgumentException(
                        "an INDArray of type " + t
                                + " cannot be shared; convert it with castTo(DataType.FLOAT), or to BFLOAT16, LONG, INT, UBYTE, BOOL");
        };
    }

    private static DataType type(DType t) {
        return switch (t) {
            case F32 -> DataType.FLOAT;
            case BF16 -> DataType.BFLOAT16;
            case I64 -> DataType.INT64;
            case I32 -> DataType.INT32;
            case U8 -> DataType.UINT8;
            case BOOL -> DataType.BOOL;
        };
    }
}
