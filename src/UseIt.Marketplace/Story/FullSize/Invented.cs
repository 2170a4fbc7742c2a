using System.Buffers.Binary;

namespace UseIt.Marketplace.Story.FullSize;

/// <summary>Where somebody invented comes from, and what people are called there.</summary>
internal sealed record Origin(string Country, string Language, string[] Given, string[] Family);

/// <summary>What is the same each time it is told, and yet not the same for everybody.</summary>
internal static class Invented
{
    private static readonly string[] Given =
    [
        "Aisha",
        "Balbir",
        "Chantelle",
        "Daniel",
        "Esther",
        "Farouk",
        "Gurpreet",
        "Hannah",
        "Ibrahim",
        "Jasmine",
        "Kelechi",
        "Lorraine",
        "Mohammed",
        "Nadine",
        "Omar",
        "Parveen",
        "Quentin",
        "Rukhsana",
        "Simon",
        "Tamika",
        "Usman",
        "Veronica",
        "Winston",
        "Yasmin",
        "Zoe",
        "Agnieszka",
        "Delroy",
    ];

    private static readonly string[] Family =
    [
        "Ahmed",
        "Bains",
        "Campbell",
        "Dhillon",
        "Edwards",
        "Farah",
        "Green",
        "Hussain",
        "Iqbal",
        "Johnson",
        "Khan",
        "Lewis",
        "Morgan",
        "Nkosi",
        "Osei",
        "Patel",
        "Quinn",
        "Rashid",
        "Sandhu",
        "Thomas",
        "Uddin",
        "Virdee",
        "Walker",
        "Xavier",
        "Yates",
        "Zaman",
        "Kowalska",
    ];

    public static readonly Origin[] Origins =
    [
        new(
            "Syria",
            "Arabic",
            ["Amal", "Bassel", "Dima", "Fadi", "Hala", "Nour", "Rami"],
            ["Haddad", "Khoury", "Mansour", "Nassar", "Sabbagh", "Shami", "Zein"]
        ),
        new(
            "Nigeria",
            "English",
            ["Adaora", "Bola", "Chidi", "Emeka", "Funmi", "Ngozi", "Tunde"],
            ["Abiola", "Balogun", "Eze", "Nwosu", "Ojo", "Okafor", "Uche"]
        ),
        new(
            "Pakistan",
            "Urdu",
            ["Ayesha", "Bilal", "Hina", "Imran", "Mehwish", "Saad", "Sana"],
            ["Akhtar", "Butt", "Chaudhry", "Malik", "Mirza", "Raza", "Sheikh"]
        ),
        new(
            "India",
            "Punjabi",
            ["Amrit", "Deepa", "Harpreet", "Jaspreet", "Kiran", "Manjit", "Simran"],
            ["Chahal", "Gill", "Grewal", "Johal", "Mann", "Sidhu", "Toor"]
        ),
        new(
            "Sudan",
            "Arabic",
            ["Abeer", "Hashim", "Ihsan", "Muna", "Osman", "Rania", "Tariq"],
            ["Abdalla", "Babiker", "Elamin", "Hamid", "Idris", "Salih", "Yousif"]
        ),
        new(
            "Afghanistan",
            "Dari",
            ["Farid", "Gulalai", "Laila", "Najib", "Parwana", "Shabnam", "Wahid"],
            ["Ahmadi", "Haidari", "Noori", "Popal", "Rahimi", "Sadat", "Wardak"]
        ),
        new(
            "Iraq",
            "Arabic",
            ["Ban", "Haider", "Maysoon", "Mustafa", "Noor", "Sinan", "Zahra"],
            ["Al-Bayati", "Al-Jaf", "Hasan", "Jabbar", "Kadhim", "Latif", "Saleh"]
        ),
        new(
            "Iran",
            "Farsi",
            ["Arash", "Azadeh", "Behnam", "Leila", "Mahsa", "Parisa", "Reza"],
            ["Ebrahimi", "Ghorbani", "Hosseini", "Jafari", "Moradi", "Rostami", "Tavakoli"]
        ),
        new(
            "Somalia",
            "Somali",
            ["Abdi", "Fartun", "Hodan", "Idil", "Liban", "Sahra", "Yusuf"],
            ["Abdullahi", "Dirie", "Farah", "Hersi", "Jama", "Nur", "Warsame"]
        ),
        new(
            "Eritrea",
            "Tigrinya",
            ["Abel", "Bana", "Dawit", "Feven", "Helen", "Natnael", "Saba"],
            ["Berhane", "Gebre", "Habte", "Kidane", "Mehari", "Tekle", "Woldu"]
        ),
        new(
            "Ukraine",
            "Ukrainian",
            ["Andriy", "Iryna", "Kateryna", "Mykola", "Oksana", "Petro", "Yuliya"],
            ["Bondarenko", "Koval", "Lysenko", "Marchenko", "Petrenko", "Shevchuk", "Tkachenko"]
        ),
        new(
            "Philippines",
            "English",
            ["Angelica", "Carlo", "Divina", "Jomar", "Liza", "Marites", "Rowena"],
            ["Aquino", "Bautista", "Castillo", "Dizon", "Mendoza", "Reyes", "Santos"]
        ),
        new(
            "Zimbabwe",
            "English",
            ["Chipo", "Farai", "Kudzai", "Rudo", "Tapiwa", "Tendai", "Vimbai"],
            ["Chikomo", "Dube", "Gumbo", "Moyo", "Ncube", "Sibanda", "Zhou"]
        ),
        new(
            "Poland",
            "Polish",
            ["Beata", "Ewa", "Grzegorz", "Joanna", "Marek", "Piotr", "Zofia"],
            ["Jankowska", "Kaczmarek", "Lis", "Mazur", "Pawlak", "Sikora", "Zieba"]
        ),
        new(
            "Romania",
            "Romanian",
            ["Alina", "Bogdan", "Corina", "Dragos", "Elena", "Mihai", "Raluca"],
            ["Barbu", "Dinu", "Ionescu", "Marin", "Popa", "Stan", "Toma"]
        ),
        new(
            "Ethiopia",
            "Amharic",
            ["Almaz", "Biruk", "Eden", "Hiwot", "Meron", "Selam", "Tesfaye"],
            ["Abebe", "Bekele", "Desta", "Girma", "Kebede", "Mulugeta", "Tadesse"]
        ),
        new(
            "Bangladesh",
            "Bengali",
            ["Farhana", "Habib", "Jahanara", "Kamal", "Nasreen", "Rubel", "Shirin"],
            ["Alam", "Chowdhury", "Haque", "Islam", "Karim", "Miah", "Sultana"]
        ),
        new(
            "Turkey",
            "Turkish",
            ["Aylin", "Baran", "Deniz", "Elif", "Kemal", "Murat", "Zeynep"],
            ["Aydin", "Demir", "Kaya", "Ozturk", "Sahin", "Yildiz", "Yilmaz"]
        ),
        new(
            "Albania",
            "Albanian",
            ["Arben", "Besa", "Drita", "Elira", "Gentian", "Ilir", "Vjosa"],
            ["Bardhi", "Dervishi", "Gashi", "Hoxha", "Krasniqi", "Leka", "Shehu"]
        ),
        new(
            "Congo",
            "French",
            ["Alphonse", "Beatrice", "Christelle", "Dieudonne", "Grace", "Patrice", "Sylvie"],
            ["Ilunga", "Kabongo", "Kalala", "Lukusa", "Mbuyi", "Mutombo", "Ngoy"]
        ),
    ];

    /// <summary>Wards around the hospital, and the half postcodes people write for them.</summary>
    public static readonly (string Code, string Town, string Postcode)[] Wards =
    [
        ("E05011151", "Birmingham", "B16"),
        ("E05011168", "Birmingham", "B18"),
        ("E05011142", "Birmingham", "B21"),
        ("E05011157", "Birmingham", "B17"),
        ("E05011147", "Birmingham", "B21"),
        ("E05011121", "Birmingham", "B6"),
        ("E08000028", "Smethwick", "B66"),
        ("E08000028", "Smethwick", "B67"),
    ];

    /// <summary>The name of the so-manieth neighbour; each has another for 729 of them.</summary>
    public static string Neighbour(int n) => $"{Given[n % 27]} {Family[(5 * n + n / 27) % 27]}";

    /// <summary>The name of the so-manieth of an origin; each has another for 49 of them.</summary>
    public static string Name(Origin origin, int n) => $"{origin.Given[n % 7]} {origin.Family[(3 * n + n / 7) % 7]}";

    /// <summary>A number below another, always the same for the same name.</summary>
    public static int Below(int number, string name) =>
        (int)(BinaryPrimitives.ReadUInt32BigEndian(Teller.Id($"below/{name}").ToByteArray(bigEndian: true)) % (uint)number);

    public static T One<T>(IReadOnlyList<T> of, string name) => of[Below(of.Count, name)];

    /// <summary>Whether the so-manieth of a total is one of so many that are spread over it evenly: exactly so many are.</summary>
    public static bool IsOneOf(int many, int total, int n) => (n + 1) * many / total > n * many / total;

    /// <summary>A number for stories, from the range that is kept free for them.</summary>
    public static string Telephone(int n) => $"0121 496 0{n % 1000:000}";
}
