/** MLflow's tracking server: the part of its REST API that training needs, and the callback that reports to it. */
@NullMarked
package io.vivace.callbacks.mlflow;

import org.jspecify.annotations.NullMarked;
