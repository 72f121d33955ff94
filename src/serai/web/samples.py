"""Sample words for the page that shows the shared parts: invented, and written anew in each language.

They are content, not interface, so they stand here and not in the catalogues; a language without a sample
shows the English one, marked as English.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """One meeting that never was, told in one language, in the words that each part needs."""

    language: str
    rtl: bool
    name: str  # of the language, in itself
    title: str
    text: str
    place: str
    fields: tuple[str, str, str, str, str, str]  # name, address, language of the badge, message, terms, paper
    help: str
    wrong: str
    ways: tuple[str, str, str]
    submit: str
    notes: tuple[str, str, str, str]  # information, success, warning, error
    columns: tuple[str, str, str]
    rows: tuple[tuple[str, str, int | None], ...]
    empty: tuple[str, str]
    question: tuple[str, str, str]  # title, text, button of a dialog
    steps: tuple[str, str, str]
    tabs: tuple[str, str, str]
    tags: tuple[str, str, str, str]
    years: tuple[str, str]  # title and series of a chart
    places: tuple[str, str, str]  # on a map of nowhere


ENGLISH = Sample(
    language="en",
    rtl=False,
    name="English",
    title="Workshop on fair recruitment",
    text="Officials of three states compare the licences that they give to recruitment agencies.",
    place="Harbour Hall, Port Karva",
    fields=(
        "Full name",
        "E-mail address",
        "Language of your badge",
        "What should we know?",
        "I have read the note on personal data",
        "Signed letter",
    ),
    help="As it is written in your passport.",
    wrong="Write your name as it stands in your passport.",
    ways=("English", "Urdu", "Bangla"),
    submit="Send",
    notes=(
        "The room opens at nine.",
        "Your answer has been kept.",
        "Your passport expires before the journey.",
        "The file could not be read.",
    ),
    columns=("State", "Part", "People"),
    rows=(("Karvania", "host", 24), ("Neighbour A", "guest", 1180), ("Neighbour B", "guest", None)),
    empty=("Nobody has answered yet.", "Invitations went out this morning; answers appear here."),
    question=(
        "Withdraw the invitation?",
        "The guest is told by mail. What they have sent stays with you.",
        "Withdraw",
    ),
    steps=("Who comes", "The journey", "Confirm"),
    tabs=("Programme", "Guests", "Papers"),
    tags=("held", "planned", "late", "cancelled"),
    years=("Guests by year", "Guests"),
    places=("Karvania", "A", "B"),
)

URDU = Sample(
    language="ur",
    rtl=True,
    name="اردو",
    title="منصفانہ بھرتی پر ورکشاپ",
    text="تین ریاستوں کے اہلکار بھرتی کے اداروں کو دیے جانے والے اجازت ناموں کا موازنہ کرتے ہیں۔",
    place="ہاربر ہال، پورٹ کاروا",
    fields=(
        "پورا نام",
        "ای میل کا پتہ",
        "آپ کے بیج کی زبان",
        "ہمیں کیا معلوم ہونا چاہیے؟",
        "میں نے ذاتی معلومات کا نوٹ پڑھ لیا ہے",
        "دستخط شدہ خط",
    ),
    help="جیسا آپ کے پاسپورٹ میں لکھا ہے۔",
    wrong="اپنا نام ویسے لکھیں جیسے پاسپورٹ میں درج ہے۔",
    ways=("انگریزی", "اردو", "بنگلہ"),
    submit="بھیجیں",
    notes=(
        "ہال نو بجے کھلے گا۔",
        "آپ کا جواب محفوظ ہو گیا ہے۔",
        "آپ کے پاسپورٹ کی میعاد سفر سے پہلے ختم ہو جائے گی۔",
        "فائل پڑھی نہیں جا سکی۔",
    ),
    columns=("ریاست", "کردار", "افراد"),
    rows=(("کاروانیا", "میزبان", 24), ("ہمسایہ الف", "مہمان", 1180), ("ہمسایہ ب", "مہمان", None)),
    empty=("ابھی کسی نے جواب نہیں دیا۔", "دعوت نامے آج صبح بھیجے گئے؛ جوابات یہاں نظر آئیں گے۔"),
    question=(
        "کیا دعوت واپس لی جائے؟",
        "مہمان کو ای میل سے بتایا جائے گا۔ ان کا بھیجا ہوا مواد آپ کے پاس رہے گا۔",
        "واپس لیں",
    ),
    steps=("کون آ رہا ہے", "سفر", "تصدیق"),
    tabs=("پروگرام", "مہمان", "کاغذات"),
    tags=("منعقد", "طے شدہ", "تاخیر", "منسوخ"),
    years=("سال بہ سال مہمان", "مہمان"),
    places=("کاروانیا", "الف", "ب"),
)

DARI = Sample(
    language="fa-af",
    rtl=True,
    name="دری",
    title="ورکشاپ دربارهٔ استخدام عادلانه",
    text="مأموران سه دولت جوازهایی را مقایسه می‌کنند که به دفترهای کاریابی داده می‌شود.",
    place="تالار بندر، پورت کاروا",
    fields=(
        "نام مکمل",
        "نشانی ایمیل",
        "زبان کارت شناسایی شما",
        "چه چیزی را باید بدانیم؟",
        "یادداشت دربارهٔ معلومات شخصی را خوانده‌ام",
        "نامهٔ امضاشده",
    ),
    help="همان‌گونه که در پاسپورت شما نوشته شده است.",
    wrong="نام خود را همان‌گونه بنویسید که در پاسپورت آمده است.",
    ways=("انگلیسی", "اردو", "بنگله"),
    submit="ارسال",
    notes=(
        "تالار ساعت نُه باز می‌شود.",
        "جواب شما نگهداری شد.",
        "پاسپورت شما پیش از سفر ختم می‌شود.",
        "فایل خوانده نشد.",
    ),
    columns=("دولت", "نقش", "نفر"),
    rows=(("کاروانیا", "میزبان", 24), ("همسایهٔ الف", "مهمان", 1180), ("همسایهٔ ب", "مهمان", None)),
    empty=("تا هنوز کسی جواب نداده است.", "دعوت‌نامه‌ها امروز صبح فرستاده شد؛ جواب‌ها این‌جا دیده می‌شود."),
    question=(
        "دعوت پس گرفته شود؟",
        "مهمان از راه ایمیل خبر می‌شود. آنچه فرستاده است نزد شما می‌ماند.",
        "پس گرفتن",
    ),
    steps=("کی می‌آید", "سفر", "تأیید"),
    tabs=("برنامه", "مهمانان", "اسناد"),
    tags=("برگزارشده", "پلان‌شده", "ناوقت", "لغوشده"),
    years=("مهمانان به سال", "مهمانان"),
    places=("کاروانیا", "الف", "ب"),
)

BANGLA = Sample(
    language="bn",
    rtl=False,
    name="বাংলা",
    title="ন্যায্য নিয়োগ নিয়ে কর্মশালা",
    text="তিন রাষ্ট্রের কর্মকর্তারা নিয়োগ সংস্থার অনুমতিপত্র দেওয়ার পদ্ধতি তুলনা করেন।",
    place="হারবার হল, পোর্ট কার্ভা",
    fields=(
        "পুরো নাম",
        "ই-মেইল ঠিকানা",
        "আপনার ব্যাজের ভাষা",
        "আমাদের কী জানা দরকার?",
        "ব্যক্তিগত তথ্যের নোটটি আমি পড়েছি",
        "স্বাক্ষরিত চিঠি",
    ),
    help="আপনার পাসপোর্টে যেভাবে লেখা আছে।",
    wrong="পাসপোর্টে যেভাবে আছে সেভাবে আপনার নাম লিখুন।",
    ways=("ইংরেজি", "উর্দু", "বাংলা"),
    submit="পাঠান",
    notes=(
        "কক্ষটি নয়টায় খুলবে।",
        "আপনার উত্তর রাখা হয়েছে।",
        "ভ্রমণের আগেই আপনার পাসপোর্টের মেয়াদ শেষ হবে।",
        "ফাইলটি পড়া যায়নি।",
    ),
    columns=("রাষ্ট্র", "ভূমিকা", "মানুষ"),
    rows=(("কার্ভানিয়া", "আয়োজক", 24), ("প্রতিবেশী ক", "অতিথি", 1180), ("প্রতিবেশী খ", "অতিথি", None)),
    empty=("এখনও কেউ উত্তর দেননি।", "আমন্ত্রণ আজ সকালে গেছে; উত্তর এখানে দেখা যাবে।"),
    question=("আমন্ত্রণ ফিরিয়ে নেবেন?", "অতিথিকে ই-মেইলে জানানো হবে। তাঁর পাঠানো সবকিছু আপনার কাছে থাকবে।", "ফিরিয়ে নিন"),
    steps=("কে আসছেন", "ভ্রমণ", "নিশ্চিত করুন"),
    tabs=("কর্মসূচি", "অতিথি", "কাগজপত্র"),
    tags=("অনুষ্ঠিত", "পরিকল্পিত", "বিলম্বিত", "বাতিল"),
    years=("বছর অনুযায়ী অতিথি", "অতিথি"),
    places=("কার্ভানিয়া", "ক", "খ"),
)

SAMPLES = {sample.language: sample for sample in (ENGLISH, URDU, DARI, BANGLA)}


def sample_for(language: str) -> Sample:
    """The sample that readers of a language see: Persian readers read the Dari one; English where none is."""
    return SAMPLES.get(language) or SAMPLES.get({"fa": "fa-af"}.get(language, ""), ENGLISH)
