import CEditLine
import WorkQLSyntax

/// One user at one terminal: libedit with a screen of our own.
///
/// libedit requests the next key when it has nothing more to do; its text is read and drawn then.
/// Everything happens on one thread, which waits most of the time.
final class EditingSession {
    let line: TerminalLine
    let language: EditorLanguage
    let environment: [String: String]
    var history: History
    var painter: Painter
    var prompt = Prompt(first: "", following: "")
    /// The text as it was last read, and the cut text, which libedit does not provide.
    var buffer = EditBuffer()
    var undo = UndoStack()
    /// The rows below the text, until the next key.
    var footer: [Frame.Row] = []
    /// Whether the last key was Tab and changed nothing, so that another Tab lists the candidates.
    var isCompleting = false
    private(set) var result = LineReading.end
    private var decoder = KeyDecoder()
    /// Translated keys that libedit has not read yet.
    private var queue: [Unicode.Scalar] = []
    private var pasted = ""
    /// The initial text, until it can be passed to libedit.
    private var draft = ""
    /// Whether the last key inserted itself, as far as is known here.
    private var isTyping = false
    private var editline: OpaquePointer?

    /// The maximum time between Escape and the rest of a sequence, in milliseconds; terminals send
    /// it at once.
    static let escapeWait: Int32 = 40

    init(
        line: TerminalLine, language: EditorLanguage, history: History,
        environment: [String: String], isColored: Bool
    ) throws(UserError) {
        self.line = line
        self.language = language
        self.history = history
        self.environment = environment
        let size = line.size
        painter = Painter(columns: size.columns, height: size.rows, isColored: isColored)
        guard wql_use_utf8() else {
            throw UserError(.configuration, "the system has no UTF-8 locale")
        }
        let callbacks = wql_callbacks(
            context: Unmanaged.passUnretained(self).toOpaque(),
            next: { context, scalar in
                guard let context, let scalar else { return 0 }
                return Unmanaged<EditingSession>.fromOpaque(context).takeUnretainedValue()
                    .next(scalar)
            },
            perform: { context, number in
                guard let context, let command = EditorCommand(rawValue: number) else {
                    return WQL_GO_ON
                }
                return Unmanaged<EditingSession>.fromOpaque(context).takeUnretainedValue()
                    .perform(command)
            })
        editline = wql_editline_create(line.input, line.output, callbacks)
        guard editline != nil else {
            throw UserError(.noInput, "the terminal does not support line editing")
        }
        bindKeys()
    }

    deinit { wql_editline_destroy(editline) }

    private func bindKeys() {
        for command in EditorCommand.allCases {
            wql_editline_define(editline, command.rawValue, command.name, command.help)
        }
        func bind(_ keys: String, _ name: String, inCommandMode: Bool = false) {
            wql_editline_bind(editline, keys, name, inCommandMode)
        }
        for (key, command) in KeyBindings.controls { bind(String(key), command.name) }
        for (command, endings) in KeyBindings.sequences {
            for ending in endings { bind("\u{1B}" + ending, command.name) }
        }
        bind("\u{18}\u{05}", EditorCommand.externalEditor.name)
        bind("\u{18}\u{15}", EditorCommand.undo.name)
        let lead = String(KeyBindings.lead)
        for inCommandMode in [false, true] {
            for command in EditorCommand.allCases {
                let keys = lead + String(KeyBindings.letter(of: command))
                bind(keys, command.name, inCommandMode: inCommandMode)
            }
            bind(lead + "<", "ed-prev-char", inCommandMode: inCommandMode)
            bind(lead + ">", "ed-next-char", inCommandMode: inCommandMode)
        }
        for (key, command) in KeyBindings.viCommands {
            bind(String(key), command.name, inCommandMode: true)
        }
        if let path = environment["EDITRC"] ?? environment["HOME"].map({ $0 + "/.editrc" }) {
            wql_editline_source(editline, path)
        }
    }

    // MARK: Reading

    func read(_ prompt: Prompt) -> LineReading {
        self.prompt = prompt
        buffer = EditBuffer()
        undo = UndoStack()
        draft = prompt.draft
        history.endWalk()
        footer = []
        queue = []
        result = .end
        painter.forget()
        resizeIfNeeded()
        line.write("\u{1B}[?2004h")
        // libedit returns the same for a finished text without characters and for the end of the
        // input: the command that ended the reading, one of ours, makes the distinction. A newline
        // command of libedit's, which ~/.editrc may bind, ends the text too.
        if wql_editline_read(editline), result == .end {
            pull()
            result = .text(buffer.text)
        }
        switch result {
        case .text: line.write(painter.finish(frame(isFinal: true)))
        case .interrupted: line.write(painter.finish(frame(isFinal: true, mark: "^C")))
        case .end: line.write(painter.finish(frame(isFinal: true)))
        }
        line.write("\u{1B}[?2004l")
        return result
    }

    func remember(_ text: String) {
        history.add(text)
        wql_editline_remember(editline, text)
    }

    /// Ends the reading with a text.
    func accept(_ text: String) -> wql_outcome {
        result = .text(text)
        return WQL_ACCEPT
    }

    // MARK: The text, which libedit owns

    /// Copies the changes of libedit's commands into the buffer.
    func pull() {
        var (count, cursor) = (0, 0)
        guard let text = wql_editline_text(editline, &count, &cursor) else { return }
        let scalars = UnsafeBufferPointer(start: text, count: count).map {
            Unicode.Scalar($0) ?? "\u{FFFD}"
        }
        let settled = EditBuffer.settled(after: buffer, scalars: scalars, cursor: cursor)
        let isSettled = settled.scalarCursor == cursor && settled.scalars == scalars
        undo.note(buffer, settled)
        buffer = settled
        if !isSettled { push() }
    }

    /// Copies the changes of the buffer to libedit.
    func push() {
        let scalars = buffer.scalars.map(\.value)
        let cursor = buffer.scalarCursor
        (scalars + [0]).withUnsafeBufferPointer {
            wql_editline_replace(editline, $0.baseAddress, scalars.count, cursor)
        }
    }

    /// Returns the last pasted text, and forgets it.
    func takePasted() -> String {
        defer { pasted = "" }
        return pasted
    }

    /// Makes libedit read a key as if it were typed next.
    func type(_ key: Key) { queue += translated(key) }

    // MARK: Drawing

    func draw() {
        resizeIfNeeded()
        line.write(painter.show(frame(isFinal: false)))
    }

    private func resizeIfNeeded() {
        let size = line.size
        guard size.columns != painter.columns || size.rows != painter.height else { return }
        line.write(painter.resize(columns: size.columns, height: size.rows))
        wql_editline_resize(editline)
    }

    /// - Parameter mark: the mark after a text that is cancelled.
    func frame(isFinal: Bool, mark: String = "") -> Frame {
        var shown = buffer
        if isFinal { shown.moveCursor(to: shown.characters.count) }
        var styles = SyntaxStyles.styles(
            of: shown, highlights: language.highlights(shown.text), isEditing: !isFinal)
        if !mark.isEmpty {
            shown.insert(mark)
            styles += Array(repeating: .faint, count: shown.characters.count - styles.count)
        }
        var prompt = prompt
        if isFinal { prompt.right = "" }
        return ScreenLayout.frame(
            of: shown, styles: styles, prompt: prompt, columns: painter.columns,
            footer: isFinal ? [] : footer)
    }

    // MARK: Keys

    /// Provides libedit's next character. Returns 1, or 0 at the end of the input, or -1 if the
    /// text is cancelled.
    private func next(_ scalar: UnsafeMutablePointer<UInt32>) -> Int32 {
        if !draft.isEmpty {
            buffer = EditBuffer(draft)
            draft = ""
            push()
        }
        while queue.isEmpty {
            // Reading the text after each letter would be slow if a long text arrives at once.
            if !isTyping || !line.hasInput { pull() }
            guard let key = nextKey() else { return result == .interrupted ? -1 : 0 }
            isTyping = key.isLetter
            type(key)
            footer = []
        }
        scalar.pointee = queue.removeFirst().value
        return 1
    }

    /// Waits for a key, and draws the screen as soon as no more input is pending. Returns nil if
    /// the text is cancelled or the input ends.
    func nextKey() -> Key? {
        var isDrawn = false
        while !line.isEnding {
            let event = line.wait(isDrawn ? (decoder.isAmbiguous ? Self.escapeWait : nil) : 0)
            switch event {
            case .byte(0x03):
                decoder = KeyDecoder()
                result = .interrupted
                return nil
            case .byte(let byte):
                if let key = decoder.decode(byte) { return key }
            case .timeout where isDrawn:
                if let key = decoder.flush() { return key }
            case .timeout:
                if !decoder.isPartial { draw() }
                isDrawn = true
            case .woken:
                guard attend() else { return nil }
                isDrawn = false
            case .end: return nil
            }
        }
        return nil
    }

    /// Takes back the cancellation of the text: only a search or the like was cancelled.
    func forgiveInterruption() {
        if result == .interrupted { result = .end }
    }

    /// Handles the requests of other threads. Returns false if they end the reading.
    func attend() -> Bool {
        let waiting = line.takeWaiting()
        if waiting.isContinued {
            // The shell that continues a program leaves the terminal in its own mode.
            hold(true)
            painter.forget()
        }
        if !waiting.said.isEmpty {
            line.write(painter.erase())
            for text in waiting.said {
                line.write(text.replacing("\n", with: "\r\n"))
            }
        }
        if waiting.isInterrupted { result = .interrupted }
        return !waiting.isInterrupted
    }

    /// Returns the scalars that represent a key for libedit.
    private func translated(_ key: Key) -> [Unicode.Scalar] {
        switch key {
        // The lead is reserved for the editor, and zero ends a text.
        case .character(KeyBindings.lead), .character("\0"): return []
        case .character(let scalar): return [scalar]
        case .paste(let text):
            pasted += text
            return [KeyBindings.lead, KeyBindings.letter(of: .paste)]
        case .sequence(let bytes):
            if wql_editline_is_vi(editline), let keys = KeyBindings.viSequences[bytes] {
                return keys
            }
            // Reports and mouse events answer requests that were never sent.
            if bytes.count > 3, bytes[1] == UInt8(ascii: "["), (0x3C...0x3F).contains(bytes[2]) {
                return []
            }
            return Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
        }
    }

    // MARK: The terminal

    /// Sets the terminal up for editing, or restores it for other programs.
    func hold(_ isHeld: Bool) {
        if !isHeld { line.write("\u{1B}[?2004l") }
        wql_editline_hold_terminal(editline, isHeld)
        if isHeld { line.write("\u{1B}[?2004h") }
    }
}
