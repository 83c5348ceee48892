/** What anybody may have written is read or refused: input for the readers of all formats. */
package io.taucrit.data.fuzz;
