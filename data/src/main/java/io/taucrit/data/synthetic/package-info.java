/** Problems with known truth: data of any size from a few numbers, the same however it is split. */
package io.taucrit.data.synthetic;
