extension EditingSession {
    /// Asks for yes or no with one key. Enter, Escape, Ctrl-C and the end of the input mean no.
    ///
    /// After a no, the cursor stays in the line, as after the ^C that terminals write; the caller
    /// that reports the no ends the line.
    func confirm(_ question: String, discarding note: String) -> Bool {
        hold(true)
        defer { hold(false) }
        line.discardInput(saying: note + "\r\n")
        let prompt = question + " [y/N] "
        line.write(prompt)
        var decoder = KeyDecoder()
        while !line.isEnding {
            var key: Key?
            switch line.wait(decoder.isAmbiguous ? Self.escapeWait : nil) {
            case .byte(0x03), .byte(0x04):
                line.write("^C")
                return false
            case .byte(let byte): key = decoder.decode(byte)
            case .timeout: key = decoder.flush()
            case .woken:
                guard attend() else {
                    line.write("^C")
                    return false
                }
                // The terminal may have shown other output in the meantime.
                line.write("\r\u{1B}[K" + prompt)
            case .end: return false
            }
            guard let key, let isYes = Self.answer(key) else { continue }
            line.write(isYes ? "y\r\n" : "n")
            return isYes
        }
        return false
    }

    /// Returns the answer of a key; nil for keys that are neither yes nor no, which are ignored. 是
    /// and 否 are typed with input methods that are still switched on.
    private static func answer(_ key: Key) -> Bool? {
        switch key {
        case .character("y"), .character("Y"), .character("是"): true
        case .character("n"), .character("N"), .character("否"), .character("\r"),
            .character("\n"), .character("\u{1B}"):
            false
        case .sequence([0x1B]): false
        case .character, .sequence, .paste: nil
        }
    }
}
