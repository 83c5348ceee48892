/** What commands leave behind and print: JSON files, tables, progress. */
package io.taucrit.submit.output;
