/// The Chinese words by which a table or a column can be named where no other name is meant.
package enum ChineseNames {
    /// A table's label, and its parts without what only says that it is a list: `截屏/录屏管理` is 截屏
    /// as well.
    package static func ofTable(labelled label: String) -> [String] {
        guard !label.isEmpty else { return [] }
        let parts = label.split(separator: "/").map(String.init)
        let names = [label] + (parts + [label]).map { $0.without(endings: ["管理", "列表", "单号"]) }
        return names + names.map { $0.without(endings: ["记录"]) }
    }

    /// The name by which a message calls a table: 汇报记录.
    package static func ofTable(named label: String) -> String? {
        ofTable(labelled: label).dropFirst().first
    }

    /// Returns the names of the tables that a word may mean although none is called so: `考勤` and
    /// `考勤表` are check-ins, `会议` has recordings in two services.
    package static func tables(meantBy text: String) -> [String] {
        tablesByWord.filter { words, _ in words.contains { text.contains($0) } }.flatMap(\.tables)
    }

    private static let tablesByWord: [(words: [String], tables: [String])] = [
        (["考勤", "打卡", "签到", "出勤", "上班", "下班", "迟到", "早退", "缺勤"], ["checkin"]),
        (["截屏", "截图", "录屏"], ["screen_capture"]),
        (["会议", "录制", "录像", "录音"], ["meeting_recording", "corp_recording"]),
        (["汇报", "日报", "周报", "月报", "日志"], ["journal"]),
        (["成员", "员工", "人员", "职员", "同事", "用户", "通讯录", "花名册"], ["member"]),
        (["部门", "组织", "团队", "科室"], ["department"]),
    ]

    /// A column's label, and what is left of it without spaces, remarks in parentheses and `id` at its
    /// end.
    package static func ofColumn(_ name: String, labelled label: String) -> [String] {
        guard !label.isEmpty else { return [] }
        let open = label.prefix { $0 != "（" && $0 != "(" && $0 != "/" }
        let bare = String(open.filter { $0 != " " })
        var names = [label, bare]
        if name == "submitter" { names.append("提交人") }
        names.append(
            bare.without(endings: ["的userid", "userid", "UserID", "ID", "id", "title"]))
        // The services call them by many words.
        if name == "userid" { names.append("用户") }
        if name == "department_id" { names.append("部门") }
        if name == "name", bare.hasPrefix("成员") { names.append("姓名") }
        return names
    }
}

extension String {
    /// The text without the first of the endings that it has.
    fileprivate func without(endings: [String]) -> String {
        let ending = endings.first { hasSuffix($0) && $0.count < count }
        return String(dropLast(ending?.count ?? 0))
    }
}
