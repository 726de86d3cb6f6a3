/// Shows one answer screen by screen, in place of the terminal that it is written to.
package protocol OutputPager: AnyObject, Sendable {
    /// Whether the pager has the screen.
    var isRunning: Bool { get }

    /// Returns the descriptor to write bytes to: the pager's, or the terminal's; nil while all of
    /// them fit on the screen.
    func descriptor(for bytes: [UInt8], instead terminal: Int32) -> Int32?

    /// Called if nothing reads the pager's input any more.
    func leave()

    /// Called after everything was written.
    func close()

    /// Waits until the user has left the pager.
    func end() async
}
