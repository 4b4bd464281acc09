package dev.codefleet.programmer.attempt;

/** Is told when slots were taken or freed, or the programmer drains. Must not block. */
interface SlotChange extends Runnable {}
