package io.vivace.learn;

import java.util.ArrayList;
import java.util.List;

/** Writes every event down, and fails at one of them if told to. */
class EventLog implements Callback {
    final List<String> events = new ArrayList<>();
    String failAt = "";
    private final int order;

    EventLog() {
        this(0);
    }

    EventLog(int order) {
        this.order = order;
    }

    private void note(String event) {
        events.add(event);
        if (event.equals(failAt)) {
            throw new IllegalStateException("told to fail at " + event);
        }
    }

    private void note(String event, Step s) {
        note((s.isTraining() ? "train " : "valid ") + event + " " + s.epoch().number() + "." + s.number());
    }

    @Override
    public int order() {
        return order;
    }

    @Override
    public void beforeFit(Fit fit) {
        note("beforeFit");
    }

    @Override
    public void beforeEpoch(Epoch e) {
        note("beforeEpoch " + e.number());
    }

    @Override
    public void beforeTrain(Epoch e) {
        note("beforeTrain " + e.number());
    }

    @Override
    public void beforeBatch(Step s) {
        note("beforeBatch", s);
    }

    @Override
    public void afterForward(Step s) {
        note("afterForward", s);
    }

    @Override
    public void afterLoss(Step s) {
        note("afterLoss", s);
    }

    @Override
    public void afterBackward(Step s) {
        note("afterBackward", s);
    }

    @Override
    public void afterStep(Step s) {
        note("afterStep", s);
    }

    @Override
    public void afterBatch(Step s) {
        note("afterBatch", s);
    }

    @Override
    public void afterTrain(Epoch e) {
        note("afterTrain " + e.number());
    }

    @Override
    public void beforeValidate(Epoch e) {
        note("beforeValidate " + e.number());
    }

    @Override
    public void afterValidate(Epoch e) {
        note("afterValidate " + e.number());
    }

    @Override
    public void afterEpoch(Epoch e) {
        note("afterEpoch " + e.number());
    }

    @Override
    public void afterFit(Fit fit) {
        note("afterFit");
    }
}
