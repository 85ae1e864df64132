"""The words that flattened pages are measured by.

Decides which English words hold sentences together, report speech, address the reader or make up
furniture. In lower case, without punctuation. Must not know how they are weighed.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What sentences are held together by; menus, captions and teasers have few of them.
FUNCTION_WORDS = _words(
    "a about after again all also an and any are as at be because been before being but by "
    "can could did do does during each for from had has have he her him his how i if in into "
    "is it its just like many may me more most much my no not now of on one only or other our "
    "out over said she should since so some such than that the their them then there these "
    "they this those through to too under until up was we were what when where which while "
    "who whom whose why will with would you your"
)
READER = _words("you you'll you're your yours you’ll you’re")
WRITER = _words("i i'm i’m me my our us we we're we’re")
REPORTED = _words(
    "according added announced argued asked claimed explained insisted replied reported said "
    "says stated told tweeted warned wrote"
)
# What menus name: the parts of a paper, and what a visitor can do there.
SECTIONS = _words(
    "about africa analysis archive archives art arts asia business careers classifieds comment "
    "community companies contact contents culture economy edition editorial education "
    "entertainment environment europe explainers fashion features film finance food gallery "
    "games health help home interviews jobs latest life lifestyle live local login markets media "
    "menu money more music national news newsletter newsletters newsroom obituaries opinion "
    "photos podcasts politics property radio regions reviews science scores search section "
    "sections shop sport sports style subscribe subscriptions tables tech technology today topics "
    "travel trending tv uk us usa video videos weather world"
)
# A full stop after these does not end a sentence.
ABBREVIATIONS = _words(
    "a.m apr aug capt co col corp dec dr e.g etc feb ft gen gov i.e inc jan jr jul jun lt ltd "
    "mar mr mrs ms mt no nov oct p.m prof rep sen sep sept sgt sr st u.k u.n u.s vs"
)
# Words and pairs of words that furniture is made of, by family; each family is a column.
_FURNITURE = (
    "share shares sharing tweet facebook twitter linkedin whatsapp pinterest reddit "
    "instagram email e-mail print follow telegram youtube copy_link social_media",
    "subscribe subscribed subscriber subscribers subscription subscriptions newsletter "
    "newsletters register registered donate membership premium unlimited inbox sign_up "
    "sign_in sign_out log_in log_out free_trial already_a",
    "comment comments commenting reply replies report moderated moderation moderators likes "
    "like upvote leave_a be_the",
    "cookie cookies privacy terms conditions consent gdpr policy policies settings "
    "preferences akismet opt_out",
    "© (c copyright reserved reproduced redistributed reproduction trademark trademarks rights",
    "related recommended trending popular latest previous next more_from more_on more_in "
    "more_stories more_news read_more read_next read_also read_full see_also also_like "
    "most_read most_viewed most_shared top_stories you_may you_might don't_miss don’t_miss "
    "up_next editor's_picks",
    "advertisement advertising advertise ad ads sponsored sponsor promoted promotion offer "
    "offers deal deals shop buy supported_by",
    "photo photos photograph photographer image images picture pictured getty ap afp "
    "reuters credit caption illustration video videos watch gallery screenshot file_photo",
    "home menu search navigation section sections close toggle careers sitemap help faq "
    "login logout loading edition archive archives tag tags category categories topics "
    "topic filed_under skip_to back_to contact_us about_us site_map advanced_search",
    "click tap download app apps browser javascript enable continue scroll swipe view "
    "update show hide expand",
    "reporter writer journalist columnist editor correspondent freelance contributor author "
    "staff writes_about is_a contributed_to can_be follow_him follow_her",
)
FAMILIES = len(_FURNITURE)
FAMILY_OF = {
    word.replace("_", " "): number
    for number, family in enumerate(_FURNITURE)
    for word in family.split()
}
# Whole lines that are furniture wherever they stand, without case, digits and punctuation.
_LINES = (
    "accept all cookies / accept cookies / accept / advertisement / advertisements / "
    "advertisment / ad / ads / all rights reserved / article continues below / back to top "
    "/ by admin / close / comment / comments / comments are closed / continue reading / "
    "continue reading below / continue reading the main story / cookie policy / copy link / "
    "email / email this / facebook / follow us / follow us on facebook / follow us on "
    "twitter / instagram / join our newsletter / leave a comment / leave a reply / linkedin "
    "/ loading / log in / login / main menu / menu / more from this author / more stories / "
    "most popular / most read / most viewed / no comments / no comments yet / pinterest / "
    "popular posts / post a comment / print / privacy / privacy policy / privacy cookies "
    "policy / read also / read more / read next / recent posts / recommended / recommended "
    "for you / reddit / register / related / related articles / related news / related "
    "posts / related stories / related topics / reply / report this ad / scroll to continue "
    "/ search / see also / share / share on facebook / share on twitter / share on whatsapp "
    "/ share this / share this article / share this post / share this story / show comments "
    "/ sign in / sign up / sign up for our newsletter / sign up to our newsletter / skip to "
    "content / skip to main content / sponsored / story continues below / story continues "
    "below advertisement / subscribe / subscribe now / subscribe to our newsletter / "
    "supported by / tags / telegram / terms and conditions / terms of service / terms of "
    "use / top stories / trending / trending now / tweet / twitter / view comments / "
    "whatsapp / you may also like / you might also like / youtube"
)
FURNITURE_LINES = frozenset(_LINES.split(" / "))
