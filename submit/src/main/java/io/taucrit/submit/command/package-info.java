/** One class per command, and the options that commands share. */
package io.taucrit.submit.command;
