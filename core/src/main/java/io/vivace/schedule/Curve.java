package io.vivace.schedule;

/** The decays that are known by name. */
enum Curve implements Decay {
    NO {
        @Override
        public double at(double start, double end, double t) {
            return start;
        }
    },
    LINEAR {
        @Override
        public double at(double start, double end, double t) {
            return start + t * (end - start);
        }
    },
    COSINE {
        @Override
        public double at(double start, double end, double t) {
            return end + (start - end) / 2 * (1 + Math.cos(Math.PI * t));
        }
    },
    EXPONENTIAL {
        @Override
        public double at(double start, double end, double t) {
            return start * Math.pow(end / start, t);
        }
    }
}
