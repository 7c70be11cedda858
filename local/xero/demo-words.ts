type Words = readonly [string, ...string[]];

function words(text: string): Words {
  const [first = '', ...rest] = text.split(/,\s*/);
  return [first, ...rest];
}

export const GIVEN_NAMES =
  words(`Aroha, Mere, Tāne, Wiremu, Hēmi, Ngaio, Moana, Rangi, Sarah, James, Olivia, Jack, Priya, Arjun, Mei, Wei,
Zoë, Liam, Chloé, Siobhán, Sione, Leilani, Tevita, Grace, Bruce, Margaret, Ian, Fatima, Noah, Isla, Matiu, Anahera`);

export const FAMILY_NAMES =
  words(`Smith, Ngata, Wilson, Parata, Faleolo, Singh, Patel, Chen, McKenzie, O'Connor, Brown, Tūhoe, Walker, Naidu,
Reid, Kereama, Taylor, Henare, Müller, van der Berg, Campbell, Lee, Hōhepa, Robertson, Fraser, Tui, Nguyễn, Kaur, Pōtiki, Bennett, Cook, Mahuta`);

export const TRADES =
  words(`Plumbing, Electrical, Builders, Dairy Farms, Orchards, Vineyards, Cafe, Bakery, Motors, Roofing, Landscapes,
Physiotherapy, Dental, Pharmacy, Design, Engineering, Transport, Forestry, Fisheries, Joinery, Painting, Consulting, Property, Investments,
Holdings, Veterinary, Childcare, Brewing`);

export const WORDS =
  words(`Kōwhai, Rātā, Pōhutukawa, Harbour, Southern Cross, Tasman, Kauri, Wattle, Coastal, Summit, Pacific, Tūī, Waratah,
Lakeside, Northland, Banksia, Riverbend, Mānuka, Sandstone`);

/** What breaks naive XML handling: markup characters, quotes, macrons, accents, characters beyond 16 bits. */
export const ODD_NAMES =
  words(`Smith & Sons <Holdings> Ltd, O'Brien "Bob" Plumbing, Ngā Kōwhai Whānau Trust, Zoë's Café 🌿 Limited,
Müller & Søn Pty Ltd, A&B;C &amp; Co, Tama 🏉 Rugby Coaching`);

/** City, region, post code, country, area code. */
export const PLACES = {
  nz: words(`Tauranga|Bay of Plenty|3110|New Zealand|07, Auckland|Auckland|1010|New Zealand|09, Whangārei|Northland|0110|New Zealand|09,
Wellington|Wellington|6011|New Zealand|04, Ōamaru|Otago|9400|New Zealand|03, Christchurch|Canterbury|8011|New Zealand|03,
Napier|Hawke's Bay|4110|New Zealand|06`),
  au: words(
    'Newcastle|NSW|2300|Australia|02, Ballarat|VIC|3350|Australia|03, Toowoomba|QLD|4350|Australia|07, Fremantle|WA|6160|Australia|08',
  ),
};
