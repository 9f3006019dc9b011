/**
 * Callbacks beyond the ones that the learner has built in.
 *
 * <p>Where several see the same event, the one of the lowest {@link io.vivace.learn.Callback#order() order} comes first, and those of equal
 * order in the order in which they were given. So it does not matter in which order these are given:
 *
 * <table>
 * <caption>Callbacks whose place matters</caption>
 * <tr><th>order</th><th>callback</th><th>why there</th></tr>
 * <tr><td>−100</td><td>{@link AverageWeights}</td><td>puts its averages into the net before the validation, so that all others judge and
 * save them, and leaves them there when the fit ends, before others load something else</td></tr>
 * <tr><td>−90</td><td>{@link Swa}</td><td>takes the weights that training left, and adds its columns before others look at them</td></tr>
 * <tr><td>−60</td><td>{@link AccumulateGradients}</td><td>leaves the rest of a step out until the gradients are whole, and divides
 * them</td></tr>
 * <tr><td>−50</td><td>{@link LossScale}</td><td>brings whole gradients to their true size, or leaves the update out</td></tr>
 * <tr><td>−40</td><td>{@link CheckGradients}</td><td>looks at gradients of true size, before they are limited</td></tr>
 * <tr><td>0</td><td>{@link io.vivace.learn.ClipGradients}</td><td>limits what the update will use</td></tr>
 * <tr><td>0</td><td>all others</td><td></td></tr>
 * <tr><td>100</td><td>loggers, trackers, {@link io.vivace.callbacks.dashboard.Dashboard}
 * ({@link io.vivace.learn.Callback#LOGGERS})</td><td>find what all others measured</td></tr>
 * <tr><td>100</td><td>{@link SaveOnFailure}</td><td>saves what all others have left when a fit fails</td></tr>
 * <tr><td>1000</td><td>{@link Interrupt}</td><td>lets the program end when all others have saved what they save</td></tr>
 * </table>
 *
 * <p>Factors on the loss ({@link io.vivace.learn.Step#scaleLoss}) take effect when all callbacks have seen the loss, so that penalties that a
 * callback adds are multiplied, too. {@link Mixup}, {@link CutMix} and {@link LabelSmoothing} go together in any order. A callback that
 * changes the learner has it as it was when the fit ends, whether something was thrown or not, except for what it says it leaves behind.
 */
@NullMarked
package io.vivace.callbacks;

import org.jspecify.annotations.NullMarked;
