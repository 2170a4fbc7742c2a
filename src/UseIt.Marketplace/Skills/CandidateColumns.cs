using UseIt.Marketplace.Imports;

namespace UseIt.Marketplace.Skills;

/// <summary>What a column of people can say.</summary>
public enum CandidateField
{
    Name,
    Contact,
    Profession,
    Qualification,
    History,
    Place,
    ReferredBy,
    Programme,
    NoticeLanguage,
    NoticeGivenOn,
}

/// <summary>What the columns of such a sheet are called.</summary>
public static class CandidateColumns
{
    public static SheetColumns<CandidateField> All { get; } =
        new([
            (
                CandidateField.Name,
                "Name of the person",
                ["name", "full name", "candidate", "candidate name", "person", "client", "client name"]
            ),
            (
                CandidateField.Contact,
                "How to reach the person",
                [
                    "contact",
                    "contact details",
                    "telephone",
                    "telephone number",
                    "phone",
                    "phone number",
                    "mobile",
                    "mobile number",
                    "tel",
                    "mail",
                    "email",
                    "e mail",
                    "email address",
                ]
            ),
            (CandidateField.Profession, "Profession", ["profession", "occupation", "qualified as", "role", "job", "wants to work as"]),
            (
                CandidateField.Qualification,
                "Country and year of the qualification",
                ["qualification", "qualified in", "country of qualification", "qualification country"]
            ),
            (CandidateField.History, "History", ["history", "experience", "work history", "background", "notes"]),
            (CandidateField.Place, "Ward", ["ward", "place", "area", "district", "neighbourhood"]),
            (
                CandidateField.ReferredBy,
                "Who sent them",
                ["referred by", "referral", "referral source", "source", "who sent them", "sent by"]
            ),
            (CandidateField.Programme, "Programme", ["programme", "project", "fund", "funder"]),
            (
                CandidateField.NoticeLanguage,
                "Language of the privacy notice",
                ["language", "notice language", "language of notice", "language of the notice", "privacy notice language"]
            ),
            (
                CandidateField.NoticeGivenOn,
                "Day of the privacy notice",
                ["notice", "notice given", "notice given on", "notice date", "privacy notice", "privacy notice date", "date of notice"]
            ),
        ]);
}
