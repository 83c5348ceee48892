/** What an update costs on this cluster, measured by short runs of the engine. */
package io.taucrit.jobs.calibrate;
