/** The command line: {@link io.taucrit.submit.Taucrit} is the main class. */
package io.taucrit.submit;
