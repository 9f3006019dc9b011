/**
 * Nets for images: those of the lessons, and those of torchvision under its names, so that its weights map by name. They
 * work at any image size that their strides leave something of, with any number of channels and classes.
 */
@NullMarked
package io.vivace.vision.models;

import org.jspecify.annotations.NullMarked;
