import Testing

/// Everything that waits for a terminal's screen, one after the other: each wait keeps one of the few
/// threads that the rest of the tests, servers among them, run on.
@Suite(.serialized) enum TerminalTests {}
