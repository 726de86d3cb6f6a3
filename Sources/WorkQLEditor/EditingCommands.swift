import CEditLine
import Foundation
import WorkQLSyntax

// The implementation of the commands.

extension EditingSession {
    func perform(_ command: EditorCommand) -> wql_outcome {
        pull()
        let before = buffer
        defer { if command != .undo { undo.note(before, buffer) } }
        let wasCompleting = isCompleting
        isCompleting = false
        switch command {
        case .enter:
            let text = buffer.text
            if language.isFinished(text) { return accept(text) }
            buffer.insert("\n")
        case .newline:
            if buffer.isEmpty, prompt.suggestion != nil {
                recall(prompt.suggestion)
            } else {
                buffer.insert("\n")
            }
        case .paste: buffer.insert(takePasted())
        case .up: if !buffer.moveUp() { recall(history.older(than: buffer.text)) }
        case .down: if !buffer.moveDown() { recall(history.newer()) }
        case .lineStart: buffer.moveCursor(to: buffer.lineStart)
        case .lineEnd: buffer.moveCursor(to: buffer.lineEnd)
        case .textStart: buffer.moveCursor(to: 0)
        case .textEnd: buffer.moveCursor(to: buffer.characters.count)
        case .wordLeft: buffer.moveCursor(to: buffer.wordStart)
        case .wordRight: buffer.moveCursor(to: buffer.wordEnd)
        case .deleteForward: buffer.deleteForward()
        case .deleteOrLeave:
            if buffer.isEmpty { return WQL_LEAVE }
            buffer.deleteForward()
        case .cutToLineEnd:
            // At the end of a line, its line break is cut.
            buffer.cut(to: max(buffer.lineEnd, min(buffer.cursor + 1, buffer.lineEnd + 1)))
        case .cutToLineStart: buffer.cut(to: buffer.lineStart)
        case .cutWordLeft: buffer.cut(to: buffer.wordStart)
        case .cutWordRight: buffer.cut(to: buffer.wordEnd)
        case .pasteCut: buffer.pasteCut()
        case .complete: complete(listing: wasCompleting)
        case .search: search()
        case .externalEditor: editOutside()
        case .clearScreen: clearScreen()
        case .suspend: suspend()
        case .nothing: break
        case .undo:
            if let earlier = undo.undo() {
                let cut = buffer.cut
                buffer = earlier
                buffer.keep(cut: cut)
            } else {
                line.write("\u{07}")
            }
        }
        push()
        return WQL_GO_ON
    }

    private func recall(_ text: String?) {
        guard let text else { return line.write("\u{07}") }
        let cut = buffer.cut
        buffer = EditBuffer(text)
        buffer.keep(cut: cut)
    }

    // MARK: Completion

    /// Inserts the common prefix of all candidates; if it is empty, the next Tab lists them.
    private func complete(listing: Bool) {
        let completion = language.complete(buffer.text, buffer.utf8Cursor)
        guard !completion.candidates.isEmpty else {
            if let hint = completion.hint {
                footer = [Frame.row(language.translate(hint), .faint)]
            }
            return line.write("\u{07}")
        }
        let before = buffer.text
        let typed = String(decoding: Array(before.utf8)[completion.replaced], as: UTF8.self)
        let common = completion.commonPrefix
        // Candidates may match by other rules than their prefix; those are only listed.
        if completion.candidates.count == 1 || common.lowercased().hasPrefix(typed.lowercased()) {
            buffer.replace(utf8: completion.replaced, with: common)
        }
        isCompleting = completion.candidates.count > 1 && buffer.text == before
        if isCompleting, listing {
            footer = CompletionMenu.rows(
                of: completion.candidates, columns: painter.columns,
                height: max(1, painter.height / 2), translate: language.translate)
        }
    }

    // MARK: Search

    /// Reads keys itself until one ends the search.
    private func search() {
        let start = buffer
        var search = HistorySearch(history.entries)
        while true {
            footer = [SearchRow.row(of: search, translate: language.translate)]
            guard let key = nextKey() else {
                // Ctrl-C cancels the search, and not the text before it.
                forgiveInterruption()
                buffer = start
                footer = []
                return
            }
            switch key {
            case .character("\u{12}"): search.older()
            case .character("\u{7F}"), .character("\u{08}"): search.deleteBackward()
            case .character("\u{07}"):
                buffer = start
                footer = []
                return
            case .character(let scalar) where scalar.value >= 0x20: search.append(String(scalar))
            case .paste(let text): search.append(text)
            default:
                footer = []
                // Escape alone only ends the search; other keys then have their usual effect.
                if key != .sequence([0x1B]) { type(key) }
                return
            }
            if let match = search.match {
                buffer = EditBuffer(match.text, cursor: match.offset)
                buffer.keep(cut: start.cut)
            } else {
                buffer = start
            }
        }
    }

    // MARK: The terminal

    private func editOutside() {
        line.write(painter.erase())
        hold(false)
        let edited = Result { () throws(UserError) in
            try ExternalEditor(environment: environment).edit(buffer.text)
        }
        hold(true)
        // Ctrl-C pressed in the external editor was meant for it.
        _ = line.takeWaiting()
        painter.forget()
        switch edited {
        case .success(let text):
            let cut = buffer.cut
            buffer = EditBuffer(text)
            buffer.keep(cut: cut)
        case .failure(let error):
            let message = language.message(error, painter.isColored)
            line.write(message.replacing("\n", with: "\r\n"))
        }
    }

    private func clearScreen() {
        line.write("\u{1B}[H\u{1B}[2J")
        painter.forget()
    }

    /// Stops this program only: a shell behind a pipe or a script handles its own signals.
    private func suspend() {
        line.write(painter.finish(frame(isFinal: true)))
        hold(false)
        kill(getpid(), SIGTSTP)
        // The stop may happen a moment after the call returns, and does not happen at all if there
        // is no shell to continue the program. It is over when SIGCONT has rung the bell; a wait
        // that timed out during the stop proves nothing, so the bell is awaited again.
        if !line.waitForBell(300) { _ = line.waitForBell(100) }
        _ = line.takeWaiting()
        hold(true)
        painter.forget()
    }
}
