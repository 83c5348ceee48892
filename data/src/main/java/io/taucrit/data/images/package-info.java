/** Labelled images as rows: channel by channel, line by line, one class number each. */
package io.taucrit.data.images;
