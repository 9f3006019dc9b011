package io.vivace.data;

import io.vivace.tensor.Rng;
import java.util.stream.IntStream;

/** Every item once. */
enum PlainOrder implements Sampler {
    IN_ORDER {
        @Override
        public int[] order(int items, long seed, long epoch) {
            return IntStream.range(0, items).toArray();
        }

        @Override
        public String describe() {
            return "in order";
        }
    },
    SHUFFLED {
        @Override
        public int[] order(int items, long seed, long epoch) {
            return Rng.of(seed, epoch).permutation(items);
        }

        @Override
        public String describe() {
            return "shuffled";
        }
    };

    @Override
    public int draws(int items) {
        return items;
    }
}
