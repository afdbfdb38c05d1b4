"""The texts of consents (promises.md §4); a lawyer of the organizer signs them."""

#: Of the texts below; a changed word makes a new version.
TEXT_VERSION = "2026-12"
#: Field of the entry form → what the text of taking part calls it. Ethnicity isn't
#: here: it has a consent of its own.
KINDS_OF_DATA = {
    "sex": {"vi": "giới tính", "en": "sex"},
    "occupation": {"vi": "nghề nghiệp", "en": "occupation"},
    "member": {"vi": "là hội viên hay không", "en": "member of the union or not"},
}

#: (kind, language) → the sentence beside the box, then the paragraphs under it.
TEXTS: dict[tuple[str, str], str] = {
    ("take_part", "vi"): """
        Đồng ý dự thi theo thể lệ và cho xử lý dữ liệu cá nhân như ghi dưới đây.

        Bên kiểm soát dữ liệu: {organizer}. Liên hệ: {contact}.

        Dữ liệu: họ tên, năm sinh (ngày sinh, khi chỉ năm sinh thì chưa rõ tuổi), số điện
        thoại, đơn vị{more}, câu trả lời, thời điểm và thời gian làm bài, điểm, mã của
        thiết bị trong cookie.

        Mục đích: nhận ra người dự thi, chấm điểm, xếp hạng, kiểm tra, trao giải và trả
        lời khiếu nại. Cán bộ Hội của đơn vị thấy được đã dự thi hay chưa.

        Lưu đến ngày {day}, sau đó chỉ còn số liệu không gắn với người nào. Không bán,
        không chuyển ra nước ngoài.

        Quyền: xem, sửa, nhận bản sao, yêu cầu xóa dữ liệu và rút lại đồng ý bất cứ lúc
        nào, theo số liên hệ trên. Rút lại đồng ý là thôi dự thi.

        Người dự thi xác nhận đã đủ {age} tuổi.

        Người chưa đủ {adult_age} tuổi dự thi khi cha, mẹ hoặc người giám hộ đã đồng ý; họ
        tên và quan hệ của người ấy được lưu cùng, và họ tên người dự thi luôn viết tắt.
        """,
    ("take_part", "en"): """
        I take part by the rules and agree to the use of my data as written below.

        Controller of the data: {organizer}. Contact: {contact}.

        Data: full name, birth year (the whole date where the year doesn't tell the age),
        phone, unit{more}, answers, moments and time taken, score, a code of the device in
        a cookie.

        Purpose: to identify, grade, rank, check, award and answer complaints. The
        union's officer of the unit sees whether somebody has taken part.

        Kept until {day}; after that only figures tied to nobody remain. Not sold, not
        sent abroad.

        Rights: to see, correct, receive a copy of and erase the data, and to take the
        consent back at any time, by the contact above. Without it nobody takes part any
        longer.

        Who takes part confirms an age of {age} years or more.

        Who is under {adult_age} takes part only once a parent or guardian has agreed,
        whose name and relation are kept too; the name of who takes part is then always
        shortened.
        """,
    ("show_name", "vi"): """
        Đồng ý hiện họ tên và đơn vị trên bảng xếp hạng.

        Bên kiểm soát dữ liệu: {organizer}. Liên hệ: {contact}.

        Dữ liệu: họ tên, đơn vị. Mục đích: hiện trên bảng xếp hạng mà ai cũng xem được,
        đến ngày {day}.

        Không đồng ý vẫn dự thi được: họ tên khi đó được viết tắt. Rút lại được bất cứ
        lúc nào, có hiệu lực ngay.
        """,
    ("show_name", "en"): """
        Show my name and unit on the board.

        Controller of the data: {organizer}. Contact: {contact}.

        Data: full name, unit. Purpose: to stand on the board, which anybody can see,
        until {day}.

        One can take part without this: the name is then shortened to initials. It can
        be taken back at any time, with immediate effect.
        """,
    ("ethnicity", "vi"): """
        Đồng ý cho lưu dân tộc đã chọn để làm số liệu thống kê.

        Bên kiểm soát dữ liệu: {organizer}. Liên hệ: {contact}.

        Dữ liệu: dân tộc, là dữ liệu cá nhân nhạy cảm. Mục đích: chỉ để thống kê số người
        dự thi theo dân tộc; không dùng để xếp hạng, không hiện cho người khác.

        Lưu đến ngày {day}, sau đó chỉ còn số liệu không gắn với người nào.

        Không đồng ý thì để trống, vẫn dự thi được. Quyền: xem, sửa, nhận bản sao, yêu cầu
        xóa và rút lại đồng ý bất cứ lúc nào; rút lại thì dân tộc được xóa ngay.
        """,
    ("ethnicity", "en"): """
        Keep the ethnicity that I chose, for statistics.

        Controller of the data: {organizer}. Contact: {contact}.

        Data: ethnicity, which is sensitive. Purpose: only to count who takes part by
        ethnicity; not for ranking, and shown to nobody else.

        Kept until {day}; after that only figures tied to nobody remain.

        One can take part without this: leave it empty. Rights: to see, correct, receive a
        copy of and erase it, and to take the consent back at any time; it is then erased
        at once.
        """,
    ("representative", "vi"): """
        Là cha, mẹ hoặc người giám hộ: đồng ý cho người chưa đủ {adult_age} tuổi này dự
        thi và cho xử lý dữ liệu cá nhân như ghi dưới đây.

        Bên kiểm soát dữ liệu: {organizer}. Liên hệ: {contact}.

        Dữ liệu: họ tên và quan hệ của người đại diện; dữ liệu của người dự thi như ghi ở
        mục đồng ý dự thi. Mục đích: bảo đảm người chưa đủ {adult_age} tuổi dự thi khi
        người đại diện đã đồng ý; liên hệ khi xác minh và trao giải.

        Họ tên người dự thi luôn được viết tắt khi công bố. Lưu đến ngày {day}, sau đó
        chỉ còn số liệu không gắn với người nào.

        Quyền: thay mặt người dự thi xem, sửa, nhận bản sao, yêu cầu xóa dữ liệu và rút lại
        đồng ý bất cứ lúc nào, theo số liên hệ trên. Rút lại đồng ý là thôi dự thi.
        """,
    ("representative", "en"): """
        As mother, father or guardian: I agree that this person under {adult_age} takes
        part, and to the use of data as written below.

        Controller of the data: {organizer}. Contact: {contact}.

        Data: name and relation of the representative; of who takes part the data that the
        consent to taking part names. Purpose: to make sure that who is under {adult_age}
        takes part once a representative has agreed; to call when a prize is checked and
        handed over.

        The name of who takes part is always shortened in public. Kept until {day}; after
        that only figures tied to nobody remain.

        Rights: to see, correct, receive a copy of and erase the data on behalf of who
        takes part, and to take the consent back at any time, by the contact above. Without
        it she takes part no longer.
        """,
}
