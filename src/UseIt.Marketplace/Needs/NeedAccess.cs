using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

/// <summary>A community's own organisation posts its needs, or a support organisation for one that has none here; anybody offers.</summary>
internal static class NeedAccess
{
    public static readonly string[] Posting = [.. Roles.Enterprise, .. Roles.Support];
    public static readonly string[] Offering = [.. Roles.Enterprise, Roles.Author, Roles.ContractManager];
    public static readonly string[] Delivering = [.. Roles.Enterprise, Roles.ContractManager];

    public static AllowedTo Posters { get; } = AllowedTo.Role("a community group or who supports it", Posting);
    public static AllowedTo Offerers { get; } = AllowedTo.Role("a supplier or an anchor institution", Offering);
    public static AllowedTo Parties { get; } = AllowedTo.Role("a party of the contract", Delivering);

    public static Access ForGroup(Actor actor, Need need) => actor.On(need.Group, Posting);

    public static Access ForSupplier(Actor actor, Need need) =>
        need.Supplier is { } supplier ? actor.On(supplier, Offering) : Access.NotFound;

    public static readonly Refusal NotOpen = new("need-not-open", null, "This need is not open any more");
    public static readonly Refusal NoOffer = new("offer-unknown", "offerId", "Choose an offer that was made for this need");
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why");
    public static readonly Refusal WhatMissing = new("what-missing", "what", "Say what it is, without names of people");
    public static readonly Refusal WordsMissing = new("words-missing", "words", "Say what has changed, without names of people");
    public static readonly Refusal ByPast = new("by-past", "by", "Enter a day in the future");

    public static bool IsPast(DateOnly day, DateTimeOffset now) => day <= UkTime.DayOf(now);

    public static bool HasBeen(DateOnly day, DateTimeOffset now) => day != default && day <= UkTime.DayOf(now);
}
