using UseIt.Marketplace.Imports;

namespace UseIt.Marketplace.Spend;

/// <summary>What a column of paid invoices can say.</summary>
public enum InvoiceField
{
    Supplier,
    Number,
    Postcode,
    Net,
    Paid,
    Reference,
    Currency,
}

/// <summary>What the columns of such a sheet are called.</summary>
public static class InvoiceColumns
{
    public static SheetColumns<InvoiceField> All { get; } =
        new([
            (
                InvoiceField.Supplier,
                "Supplier",
                ["supplier", "supplier name", "name", "vendor", "vendor name", "payee", "beneficiary", "merchant name", "creditor"]
            ),
            (
                InvoiceField.Number,
                "Company or charity number",
                [
                    "identifier",
                    "supplier identifier",
                    "company number",
                    "company no",
                    "company reg no",
                    "companies house number",
                    "registration number",
                    "company registration number",
                    "crn",
                    "charity number",
                ]
            ),
            (InvoiceField.Postcode, "Postcode", ["postcode", "post code", "postal code", "supplier postcode"]),
            (
                InvoiceField.Net,
                "Net amount",
                ["net", "net amount", "amount", "amount net", "net value", "amount excl vat", "amount ex vat", "net amount gbp", "spend"]
            ),
            (InvoiceField.Paid, "Date paid", ["date paid", "paid", "paid on", "payment date", "date of payment", "date", "date paid on"]),
            (
                InvoiceField.Reference,
                "Reference",
                [
                    "reference",
                    "ref",
                    "invoice",
                    "invoice number",
                    "invoice no",
                    "invoice reference",
                    "transaction number",
                    "document number",
                ]
            ),
            (InvoiceField.Currency, "Currency", ["currency", "ccy", "currency code"]),
        ]);
}
