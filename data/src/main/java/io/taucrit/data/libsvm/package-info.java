/** LIBSVM text, {@code label index:value index:value …} a line, to and from CSR blocks. */
package io.taucrit.data.libsvm;
