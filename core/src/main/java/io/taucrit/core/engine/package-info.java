/**
 * Parallel SGD as one template (Algorithm 1 of Stich et al., AISTATS 2021): a {@link
 * io.taucrit.core.engine.Sequencer} owns the parameters and orders everything that happens to them;
 * {@link io.taucrit.core.engine.Worker}s are state machines that turn a reply into the next
 * request. Who carries the messages, threads, sockets or a loop, is somebody else's business.
 */
package io.taucrit.core.engine;
