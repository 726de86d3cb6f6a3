import Testing
@testable import WorkQLShell

@Test func placeholder() { #expect(Bool(true)) }
