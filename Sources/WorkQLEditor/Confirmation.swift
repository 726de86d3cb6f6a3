extension EditingSession {
    /// Asks for yes or no with one key. Enter, Escape, Ctrl-C and the end of the input are no.
    ///
    /// The cursor is left behind a no, whose line whoever reports it ends, as behind the ^C that
    /// terminals write.
    func confirm(_ question: String) -> Bool {
        hold(true)
        defer { hold(false) }
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
                // The terminal may have shown something else meanwhile.
                line.write("\r\u{1B}[K" + prompt)
            case .end: return false
            }
            guard let key, let isYes = Self.answer(key) else { continue }
            line.write(isYes ? "y\r\n" : "n")
            return isYes
        }
        return false
    }

    /// Nil for keys that are neither, which are left alone. 是 and 否 are typed by input methods
    /// that stay on.
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
