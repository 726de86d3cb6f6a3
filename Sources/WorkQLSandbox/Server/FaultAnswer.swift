extension SandboxFault.Kind {
    /// Whether the fault corrupts the service's response rather than replacing it.
    var needsAnswer: Bool {
        switch self {
        case .cutShort, .cutJSON, .slow, .lacking, .holding, .lackingList, .nullList,
            .emptiedList, .repeatedCursor, .trailingText, .arrayBody, .byteOrderMark:
            true
        default: false
        }
    }

    /// Returns the code of the response, for faults that consist of a code.
    fileprivate func code(on endpoint: SandboxEndpoint?) -> Int? {
        let isTencentMeeting = endpoint?.isTencentMeeting ?? false
        let isJournal = endpoint == .journal || endpoint == .journalDetail
        switch self {
        case .busy: return isTencentMeeting ? 41 : isJournal ? 301_067 : -1
        case .internalError: return isTencentMeeting ? 5_108 : isJournal ? 301_067 : 301_022
        case .expiredToken: return 42_001
        case .frequency: return isTencentMeeting ? 190_313 : 45_009
        case .dayFrequency: return isTencentMeeting ? 190_311 : 45_009
        case .tooMany: return isTencentMeeting ? 190_310 : 45_033
        case .notAuthorised: return isTencentMeeting ? 500_063 : 48_002
        case .untrustedAddress: return isTencentMeeting ? 500_125 : 60_020
        case .noPermission: return isTencentMeeting ? 500_014 : 301_065
        case .code(let code): return code
        default: return nil
        }
    }
}

extension Call {
    /// Returns the response of a fault, either a new one or the service's own one, changed.
    func answer(_ fault: SandboxFault.Kind, _ reply: inout Reply) -> SandboxResponse {
        if let code = fault.code(on: endpoint) {
            reply = self.reply(.answer(code))
            return answer(reply)
        }
        var answer = answer(reply)
        switch fault {
        case .http502:
            answer.status = 502
            answer.headers = [(name: "Content-Type", value: "text/html")]
            answer.body = Array(
                "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>".utf8)
        case .dropped: answer.delivery = .dropped
        case .cutShort: answer.delivery = .cutShort
        case .cutJSON: answer.body = Array(answer.body.prefix(answer.body.count / 2))
        case .badJSON: answer.body = Array("{\"errcode\":0,\"errmsg\":ok,}".utf8)
        case .slow(let seconds): answer.delay = seconds
        case .loginPage:
            answer.headers = [(name: "Content-Type", value: "text/html; charset=utf-8")]
            answer.body = Array("<!DOCTYPE html><title>Sign in to the network</title>".utf8)
        case .trailingText: answer.body += Array("\n<!-- proxy -->".utf8)
        case .emptyBody: answer.body = []
        case .arrayBody: answer.body = Array("[".utf8) + answer.body + Array("]".utf8)
        case .scalarBody: answer.body = Array("null".utf8)
        case .byteOrderMark: answer.body = [0xEF, 0xBB, 0xBF] + answer.body
        case .endless: answer.body = Array(endlessBody.utf8)
        case .answerOf(let other): answer.body = Array(other.otherBody.utf8)
        default: if let body = corrupted(answer.body, by: fault) { answer.body = body }
        }
        return answer
    }
}
