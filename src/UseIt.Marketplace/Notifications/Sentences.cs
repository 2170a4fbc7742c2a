namespace UseIt.Marketplace.Notifications;

/// <summary>
/// What each kind of notification says. No names, amounts or words of a bid: those are behind the link, for those who may see them.
/// </summary>
public static class Sentences
{
    private static readonly IReadOnlyDictionary<string, string> ByKind = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["membership-invited"] = "You are invited to join an organisation",
        ["factor-added"] = "A second factor was added to your account. Write to the marketplace at once if it was not you",
        ["factor-removed"] = "A second factor was removed from your account. Write to the marketplace at once if it was not you",
        ["factor-reset-proposed"] =
            "An administrator proposes to take your second factor away. Write to the marketplace at once if you did not ask for this",
        ["factor-reset"] = "Your second factor was taken away. Set up a new one",
        ["partner-invited"] = "You are invited to join a consortium",
        ["partner-joined"] = "A partner has joined your consortium",
        ["partner-declined"] = "A partner has declined the invitation to your consortium",
        ["partner-left"] = "A partner has left your consortium. See what that changes",
        ["consortium-dissolved"] = "A consortium you are in has been dissolved",
        ["bidder-gone"] = "An enterprise you bid together with is suspended here or has closed. See what that changes",
        ["supplier-gone"] = "A supplier behind a bid you have opened is suspended here or has closed",
        ["member-stood-back"] = "A member of a bid you lead says that it cannot do its part any more. See what you can do",
        ["supplier-stood-back"] = "A supplier behind a bid you have opened says that it cannot do its part any more",
        ["take-over-offered"] = "The lead of a bid takes on the part of a member who has left. Decide whether the bid stands so",
        ["departure-decided"] = "The buyer has decided what becomes of a bid one of whose members has left",
        ["replacement-asked"] = "You are asked to take on a part of a bid. See what it is and until when you can accept",
        ["replacement-declined"] = "An organisation that was asked to take on a part of a bid has said no. See why, and what follows",
        ["part-passed-on"] = "The part of a member who has left a bid has gone to another",
        ["signatory-needed"] = "Nobody in your organisation can sign any more, and a signature is waited for. Make somebody a signatory",
        ["partner-cannot-sign"] = "An enterprise whose signature you wait for has nobody who can sign at present. Ask it to name somebody",
        ["supplier-cannot-sign"] = "A supplier whose signature you wait for has nobody who can sign at present. Ask it to name somebody",
        ["terms-proposed"] = "Terms of your consortium wait for your acceptance",
        ["consortium-agreed"] = "Every member has accepted the terms: your consortium can bid",
        ["bid-not-in-24-hours"] = "A bid you have begun is not submitted: less than 24 hours are left",
        ["bid-not-in-2-hours"] = "A bid you have begun is not submitted: less than 2 hours are left",
        ["bid-not-in-30-minutes"] = "A bid you have begun is not submitted: less than 30 minutes are left",
        ["item-expires-in-30-days"] = "Something in your bid-ready file expires in 30 days",
        ["item-expires-in-7-days"] = "Something in your bid-ready file expires in 7 days",
        ["bid-submitted"] = "Your bid is in",
        ["question-asked"] = "A question about your tender waits for an answer",
        ["question-answered"] = "A question about a tender you follow has been answered",
        ["question-declined"] = "The buyer will not answer a question you asked. The reason is given",
        ["draft-complete"] = "A draft of a tender is complete and waits for somebody who publishes it",
        ["lot-ended"] = "A lot of a tender you follow has ended without an award. The reason is given",
        ["award-cancelled"] = "An award you were told of is cancelled. The reason is given",
        ["document-added"] = "A document was added to a tender you follow",
        ["tender-amended"] = "A tender you follow was changed",
        ["tender-withdrawn"] = "A tender you follow was withdrawn",
        ["extension-proposed"] = "A later deadline waits for your decision",
        ["deadline-moved"] = "The deadline of a tender you follow was moved",
        ["clarification-asked"] = "A buyer asks you something about your bid. It says until when you can answer",
        ["clarification-answered"] = "A bidder has answered what you asked",
        ["award-sent-back"] = "The proposal of an award was sent back",
        ["award-suspended"] = "An award is suspended. Nothing may be signed",
        ["standstill-ended"] = "The standstill is over: the award can be confirmed",
        ["bid-late"] = "Your bid arrived after the deadline and was not accepted",
        ["tender-closed"] = "A tender has closed and can be opened",
        ["closing-deferred"] = "A deadline was moved because the marketplace could not be reached",
        ["bids-opened"] = "Bids are open and wait for their evaluation",
        ["award-proposed"] = "An award waits for approval",
        ["summary-ready"] = "The assessment of your bid can be read",
        ["contract-prepared"] = "A contract waits for your signature",
        ["contract-signed"] = "A contract is signed by all parties",
        ["case-opened"] = "A support case about your organisation is open. See whether it waits for your agreement",
        ["administrator-proposed"] =
            "The marketplace's administration proposes a new administrator for your organisation. Write to it if you did not ask for this",
        ["administrator-confirmed"] = "The marketplace's administration has invited a new administrator into your organisation",
        ["commitment-due-in-30-days"] = "Something promised in a contract is due in 30 days",
        ["commitment-due-in-7-days"] = "Something promised in a contract is due in 7 days",
        ["commitment-late"] = "Something promised in a contract is late: less is reported than was due",
        ["webhook-disabled"] = "A webhook of your organisation took nothing for five days. Nothing is sent there any more",
        ["work-found"] = "There is new work in a search you saved",
        ["report-ready"] = "A report that is made for you regularly is ready",
        ["introduction-proposed"] = "An adviser would like to introduce your organisation to another. Say whether you want it",
        ["introduction-made"] = "Your organisation has been introduced to another by an adviser. See who it is",
        ["countersign-asked"] = "An adviser asks you to say whether support to your organisation was as logged",
        ["review-due"] = "A case can be reviewed: say what has changed since its baseline",
        ["review-made"] = "Your adviser has reviewed how your organisation fares. Say whether it is right",
        ["workshop-invited"] = "Your organisation is invited to a workshop. Say whether you come",
        ["workshop-cancelled"] = "A workshop your organisation was invited to does not take place",
        ["course-closed"] = "A course that people you support are on is closed. See why, and who is on it",
        ["taught-course-closed"] = "A course your organisation teaches is closed. See why",
        ["grant-applied"] = "An enterprise has applied for a grant. Say first what you have to do with it",
        ["grant-rejected"] = "Your application for a grant was turned down. The reason is given",
        ["grant-offered"] = "You are offered a grant. Read its terms and say by their day whether you accept",
        ["grant-accepted"] = "A grant you offered has been accepted",
        ["grant-declined"] = "A grant you offered has been declined. The reason is given",
        ["drawdown-asked"] = "Part of a grant is asked for. See what shows where it went",
        ["drawdown-paid"] = "Part of your grant was paid",
        ["drawdown-refused"] = "Part of your grant was not paid. The reason is given",
        ["obligation-passed-on"] = "Something promised for a development is passed on to you. Say whether you take it on",
        ["passed-on-delivered"] = "Something you passed on was delivered. See whether the proof is enough",
        ["passed-on-rejected"] = "What you delivered for a development was sent back. The reason is given",
        ["session-logged"] = "A support session waits for your countersignature",
    };

    // What a person has a right to be told without delay, what is gone tomorrow, and what lets them in or guards them.
    private static readonly HashSet<string> AtOnce = new(StringComparer.Ordinal)
    {
        "membership-invited",
        "factor-added",
        "factor-removed",
        "factor-reset-proposed",
        "factor-reset",
        "bid-not-in-24-hours",
        "bid-not-in-2-hours",
        "bid-not-in-30-minutes",
        "bid-submitted",
        "bid-late",
        "clarification-asked",
        "tender-amended",
        "tender-withdrawn",
        "deadline-moved",
        "closing-deferred",
        "summary-ready",
        "question-declined",
        "lot-ended",
        "award-cancelled",
        "award-suspended",
        "bidder-gone",
        "supplier-gone",
        "member-stood-back",
        "supplier-stood-back",
        "departure-decided",
        "replacement-asked",
        "replacement-declined",
        "administrator-proposed",
        "administrator-confirmed",
        "countersign-asked",
        "grant-offered",
        "grant-rejected",
    };

    /// <summary>Whether it is mailed at once, whatever somebody has chosen.</summary>
    public static bool ComesAtOnce(string kind) => AtOnce.Contains(kind);

    public static string Of(string kind) =>
        ByKind.TryGetValue(kind, out var sentence)
            ? sentence
            : throw new ArgumentOutOfRangeException(nameof(kind), kind, "No sentence for this kind of notification.");

    public static bool Has(string kind) => ByKind.ContainsKey(kind);
}
