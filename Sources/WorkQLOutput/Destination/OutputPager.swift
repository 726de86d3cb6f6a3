/// Shows one answer screen by screen, instead of the terminal that it is written to.
package protocol OutputPager: AnyObject, Sendable {
    /// Whether it has the screen.
    var isRunning: Bool { get }

    /// Where bytes are to be written: to the pager, to the terminal itself, or nowhere yet, which is
    /// nil, while all of them fit on the screen.
    func descriptor(for bytes: [UInt8], instead terminal: Int32) -> Int32?

    /// Nothing reads what is written to it any more.
    func leave()

    /// There is no more to show.
    func close()

    /// Waits until the user has left it.
    func end() async
}
