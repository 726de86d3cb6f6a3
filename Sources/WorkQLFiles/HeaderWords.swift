import WorkQLSyntax

/// Words that name columns in the tables of offices. A first row that contains one of them is a
/// header even if the other cells look like values: `姓名,09:00,18:00`.
enum HeaderWords {
    /// Whole names of people, groups and periods, which head the rows of a table.
    private static let keys: Set<String> = [
        "姓名", "名字", "名称", "员工", "人员", "成员", "用户", "同事", "职工", "学员", "部门", "小组", "组别", "班组", "团队",
        "科室", "岗位", "职位", "职务", "日期", "月份", "年份", "星期", "时间", "项目", "类别", "类型", "班次", "城市", "区域",
        "公司", "门店", "name", "names", "user", "userid", "username", "uid", "id", "ids", "no", "no.",
        "#", "employee", "staff", "member", "person", "people", "account", "department", "dept",
        "team", "group", "company", "office", "city", "region", "date", "day", "month", "weekday",
        "氏名", "名前", "部署", "社員", "이름", "성명", "부서", "사원",
    ]

    /// Names of values, some of which are values as well: `迟到`.
    private static let values: Set<String> = [
        "日", "月", "年", "状态", "结果", "备注", "说明", "地点", "邮箱", "手机", "电话", "性别", "天数", "人数", "次数", "时长",
        "工时", "出勤", "缺勤", "迟到", "早退", "请假", "加班", "上班", "下班", "金额", "数量", "合计", "location", "place",
        "title", "position", "role", "days", "year", "week", "time", "hour", "hours", "start",
        "end",
        "begin", "type", "kind", "category", "status", "state", "result", "note", "notes", "remark",
        "remarks", "comment", "comments", "description", "code", "key", "value", "values", "amount",
        "total", "count", "number", "email", "mail", "phone", "mobile", "gender", "sex", "age",
        "project", "item", "shift", "reason", "owner", "manager", "level", "text", "label", "rate",
        "salary", "score", "content", "subject", "topic", "word", "words", "column", "field",
    ]

    /// Parts of names: `员工姓名`, `姓名/日期`, `企业微信账号`.
    private static let parts = [
        "姓名", "工号", "账号", "帐号", "账户", "编号", "序号", "日期", "时间", "备注", "类型", "状态", "名称",
    ]

    /// Returns whether a cell is the name of a column of people, groups or periods.
    static func isKey(_ cell: String) -> Bool {
        let folded = Name.fold(cell)
        return keys.contains(folded) || parts.contains(where: folded.contains)
            || words(folded).contains(where: keys.contains)
    }

    /// Returns whether a cell is a common name of a column, or can only be a name: `createdAt`.
    static func isName(_ cell: String) -> Bool {
        let folded = Name.fold(cell)
        return isKey(cell) || values.contains(folded) || folded.utf8.count == 1
            || words(folded).contains(where: values.contains) || cell.isCamelCase
    }

    /// Returns whether a column of this name has identifiers, which are never added or ordered.
    static func isIdentifier(_ name: String) -> Bool {
        let folded = Name.fold(name)
        let parts = ["工号", "账号", "帐号", "编号", "号码", "单号", "房号", "身份证", "电话", "手机"]
        return parts.contains(where: folded.contains) || folded.hasSuffix("号")
            || words(folded).contains {
                $0.hasSuffix("id") || ["code", "no", "phone"].contains($0)
            }
    }

    /// Returns whether a column of this name has months.
    static func isMonth(_ name: String) -> Bool {
        let folded = Name.fold(name)
        return folded.contains("月") || folded.contains("month") || ["m", "ym"].contains(folded)
    }

    /// Returns the words of `user_id`, `start time`, `部门（全称）`, `group[0].name`.
    private static func words(_ folded: String) -> [String] {
        guard folded.utf8.count <= 64 else { return [] }
        return folded.split { !$0.isLetter }.map(String.init)
    }

    /// Returns whether two words consist of the same kinds of characters.
    static func areAlike(_ one: String, _ other: String) -> Bool {
        kinds(one) == kinds(other)
    }

    private static func kinds(_ word: String) -> Set<Character> {
        Set(
            word.map { character in
                if character.isNumber { return "0" }
                guard character.isLetter else { return character }
                guard character.isASCII else { return "文" }
                return character.isUppercase ? "A" : "a"
            })
    }
}

extension String {
    /// Whether this is a name such as `createdAt`, in which words are only told apart by case.
    fileprivate var isCamelCase: Bool {
        utf8.allSatisfy { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }
            && zip(utf8, utf8.dropFirst()).contains { $0 >= 0x61 && $1 < 0x61 }
    }
}
